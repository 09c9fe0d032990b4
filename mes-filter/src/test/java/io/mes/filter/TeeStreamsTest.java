package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.exchange.CaptureBudget;
import io.mes.storage.exchange.WireFormat;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Verifies that the copying streams call the container's exactly as they were called, and never of their own accord. */
final class TeeStreamsTest {

    private final List<String> calls = new ArrayList<>();

    /** Of request and response only a few values are asked for, none of which matters here. */
    private static <T> T empty(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> nothing(method.getReturnType())));
    }

    private static Object nothing(Class<?> type) {
        if (type == int.class) {
            return 200;
        }
        if (type == long.class) {
            return -1L;
        }
        return type == boolean.class ? false : null;
    }

    private static ExchangeRecorder recorder() {
        Capture capture = new Capture(
                exchange -> true,
                new CaptureBudget(1_000_000),
                CaptureConfig.DEFAULT,
                List.of(),
                request -> Optional.empty(),
                Clock.systemUTC());
        return new ExchangeRecorder(
                capture,
                WireFormat.CHAT_COMPLETIONS,
                empty(HttpServletRequest.class),
                empty(HttpServletResponse.class));
    }

    private final class CountedOutput extends ServletOutputStream {

        @Override
        public boolean isReady() {
            calls.add("isReady");
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            calls.add("setWriteListener");
        }

        @Override
        public void write(int b) {
            calls.add("write(int)");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            calls.add("write " + offset + " " + length);
        }

        @Override
        public void flush() {
            calls.add("flush");
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }

    private final class CountedInput extends ServletInputStream {

        private int left = 100_000;

        @Override
        public boolean isFinished() {
            return left == 0;
        }

        @Override
        public boolean isReady() {
            calls.add("isReady");
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            calls.add("setReadListener");
        }

        @Override
        public int read() {
            calls.add("read(int)");
            return left == 0 ? -1 : left-- % 128;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            calls.add("read");
            int count = Math.min(length, left);
            left -= count;
            return count == 0 && length > 0 ? -1 : count;
        }
    }

    @Test
    void shouldHandOnEachWriteAndNothingElse() throws IOException {
        ServletOutputStream out = new TeeOutputStream(new CountedOutput(), recorder());
        out.write(1);
        out.write(new byte[10]);
        out.write(new byte[10], 2, 3);
        out.write(new byte[0]);
        out.flush();
        out.isReady();
        out.close();

        assertThat(calls)
                .containsExactly("write(int)", "write 0 10", "write 2 3", "write 0 0", "flush", "isReady", "close");
    }

    @Test
    void shouldReadInBulkWhatIsReadInBulkAndNeverAhead() throws IOException {
        ExchangeRecorder recorder = recorder();
        ServletInputStream in = new TeeInputStream(new CountedInput(), recorder);
        assertThat(in.read(new byte[10])).isEqualTo(10);
        assertThat(calls).containsExactly("read");
        assertThat(in.skip(10)).isEqualTo(10);
        assertThat(in.transferTo(new ByteArrayOutputStream())).isEqualTo(100_000 - 20);

        assertThat(calls).hasSizeLessThan(40).containsOnly("read");
        assertThat(recorder.request().close().seen()).isEqualTo(100_000);
    }
}
