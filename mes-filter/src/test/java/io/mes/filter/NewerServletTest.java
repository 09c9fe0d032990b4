package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies, in containers of Servlet 6.1, that what is new there works behind the filter as without it. */
@OnEveryContainer
@Timeout(60)
final class NewerServletTest {

    private final SideBySide servers;

    NewerServletTest(SideBySide servers) {
        this.servers = servers;
    }

    private static Method method(Class<?> owner, String name, Class<?>... parameters) {
        Optional<Method> method = Arrays.stream(owner.getMethods())
                .filter(each -> each.getName().equals(name) && Arrays.equals(each.getParameterTypes(), parameters))
                .findFirst();
        assumeTrue(method.isPresent(), "a container of Servlet 6.1");
        return method.orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldReadAndWriteBuffers(boolean direct) throws Exception {
        Method reading = method(ServletInputStream.class, "read", ByteBuffer.class);
        Method writing = method(ServletOutputStream.class, "write", ByteBuffer.class);
        SideBySide.Answer answer = servers.chat((request, response) -> {
            ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(7) : ByteBuffer.allocate(7);
            for (int count = 0; count >= 0; count = (int) reading.invoke(request.getInputStream(), buffer.clear())) {
                // Tomcat leaves the buffer flipped, the API's own default does not.
                buffer.position(0).limit(count);
                writing.invoke(response.getOutputStream(), buffer);
                assertThat(buffer.hasRemaining()).isFalse();
            }
        });

        assertThat(answer.response().text()).isEqualTo(SideBySide.CHAT);
        assertThat(answer.exchange().request().toByteArray())
                .isEqualTo(answer.exchange().response().toByteArray())
                .isEqualTo(SideBySide.CHAT.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRedirectAndKeepOrClearTheBuffer(boolean clear) throws Exception {
        Method redirecting = method(HttpServletResponse.class, "sendRedirect", String.class, int.class, boolean.class);
        SideBySide.Answer answer = servers.chat((request, response) -> {
            WaysToAnswer.readAll(request);
            response.getOutputStream().print("buffered");
            redirecting.invoke(response, "http://example.org/", 307, clear);
        });

        assertThat(answer.exchange().status())
                .isEqualTo(answer.response().status())
                .isEqualTo(307);
        assertThat(answer.exchange().response().length()).isEqualTo(clear ? 0 : "buffered".length());
    }
}
