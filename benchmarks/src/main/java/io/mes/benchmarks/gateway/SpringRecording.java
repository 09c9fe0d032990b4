package io.mes.benchmarks.gateway;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.springframework.web.util.ContentCachingRequestWrapper;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Spring's content-caching wrappers, in the filter that one finds written around them: pass both on, log what they hold, and
 * send the answer, which the wrapper has held back until then.
 */
final class SpringRecording implements Recording {

    private static final int CACHE_LIMIT = 1 << 20;

    private final LogFile log;

    SpringRecording(Path directory) {
        this.log = new LogFile(directory.resolve("spring.log"));
    }

    @Override
    public Filter filter() {
        return new CachingFilter(log);
    }

    @Override
    public long recorded() {
        return log.written();
    }

    @Override
    public void close() {
        log.close();
    }

    private static final class CachingFilter extends HttpFilter {

        private static final long serialVersionUID = 1L;

        private final transient LogFile log;

        CachingFilter(LogFile log) {
            this.log = log;
        }

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            ContentCachingRequestWrapper cachedRequest = new ContentCachingRequestWrapper(request, CACHE_LIMIT);
            ContentCachingResponseWrapper cachedResponse = new ContentCachingResponseWrapper(response);
            try {
                chain.doFilter(cachedRequest, cachedResponse);
            } finally {
                log.write(request.getMethod()
                        + ' '
                        + request.getRequestURI()
                        + ' '
                        + new String(cachedRequest.getContentAsByteArray(), StandardCharsets.UTF_8)
                        + ' '
                        + cachedResponse.getStatus()
                        + ' '
                        + new String(cachedResponse.getContentAsByteArray(), StandardCharsets.UTF_8));
                cachedResponse.copyBodyToResponse();
            }
        }
    }
}
