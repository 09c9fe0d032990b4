package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mes.storage.config.ConfigException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies whose word on the client's address is believed. */
final class ClientAddressTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                     | 1.2.3.4            | 127.0.0.1",
                "127.0.0.1              | 1.2.3.4            | 1.2.3.4",
                "127.0.0.0/8            | 6.6.6.6, 1.2.3.4   | 1.2.3.4",
                "127.0.0.0/8;10.0.0.0/8 | 1.2.3.4, 10.9.8.7  | 1.2.3.4",
                "127.0.0.0/8;10.0.0.0/8 | 10.1.1.1, 10.9.8.7 | 10.1.1.1",
                "127.0.0.1              | 2001:db8::1        | 2001:db8::1",
                "127.0.0.1              | evil.example       | 127.0.0.1",
                "127.0.0.1              | 1.2.3.4, unknown   | 127.0.0.1",
                "127.0.0.1              | 1.2.3.4:5678       | 1.2.3.4",
                "127.0.0.0/8;10.0.0.0/8 | 1.2.3.4, 10.1.1.1:80 | 1.2.3.4",
                "127.0.0.1              | [2001:db8::1]:443  | 2001:db8::1",
                "127.0.0.1              | [2001:db8::1]      | 2001:db8::1",
                "127.0.0.1              | 1.2.3.4:x          | 127.0.0.1",
                "127.0.0.1              | [evil.example]     | 127.0.0.1",
                "127.0.0.1              | 999.1.1.1          | 127.0.0.1",
                "127.0.0.1              | 010.1.1.1          | 127.0.0.1",
                "127.0.0.1              | 1.2.3.4, 999.1.1.1 | 127.0.0.1",
                "127.0.0.0/8;10.0.0.0/8 | 999.1.1.1, 10.9.8.7 | 10.9.8.7",
                "127.0.0.1              | %1::               | 127.0.0.1",
                "127.0.0.1              | ::1.2.3.400        | 127.0.0.1",
                "127.0.0.0/8;10.0.0.0/8 | 1.2.3.4, ::ffff:10.1.1.1 | 1.2.3.4",
                "10.0.0.0/8             | 1.2.3.4            | 127.0.0.1"
            })
    void shouldBelieveTrustedProxiesOnly(String trusted, String forwardedFor, String expected) throws Exception {
        ClientAddress address = ClientAddress.of(List.of(trusted.split(";")).stream()
                .filter(text -> !text.isEmpty())
                .toList());
        try (ServletServer server = new ServletServer(directory).start(new Asking(address));
                Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), server.port())) {
            String request = "GET /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: "
                    + forwardedFor + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("<" + expected + ">");
        }
    }

    private static final class Asking extends HttpServlet {

        private static final long serialVersionUID = 1L;
        private final transient ClientAddress address;

        Asking(ClientAddress address) {
            this.address = address;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getOutputStream().print("<" + address.of(request) + ">");
        }
    }

    /** Jetty writes the addresses of connections so. */
    @ParameterizedTest
    @CsvSource({"[::1],2001:db8::1", "[0:0:0:0:0:0:0:1],2001:db8::1", "[::2],::2"})
    void shouldKnowAddressesOfIPv6InBrackets(String remote, String expected) throws Exception {
        ClientAddress address = ClientAddress.of(List.of("::1"));
        HttpServlet asking = new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                HttpServletRequest seen = new HttpServletRequestWrapper(request) {
                    @Override
                    public String getRemoteAddr() {
                        return remote;
                    }
                };
                response.getOutputStream().print("<" + address.of(seen) + ">");
            }
        };
        try (ServletServer server = new ServletServer(directory).start(asking);
                Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), server.port())) {
            socket.getOutputStream()
                    .write(
                            "GET /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: 2001:db8::1\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("<" + expected + ">");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/x", "::1/129", "1.2.3", "10.0.0.0/-1", "*"})
    void shouldRefuseWhatIsNoNetwork(String text) {
        assertThatThrownBy(() -> ClientAddress.of(List.of(text)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("MES_TRUSTED_PROXIES")
                .hasMessageContaining(text);
    }

    @Test
    void shouldReadNetworksOfAnyLength() {
        assertThat(ClientAddress.of(List.of("0.0.0.0/0", "::/0", "2001:db8::/33", "10.1.2.3")))
                .isNotNull();
    }
}
