package io.mes.demo;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An upstream that does on its connections what a test tells it, byte by byte. */
final class ScriptedUpstream implements AutoCloseable {

    /**
     * What it does with a request, which has been read; the connection is closed when it returns or throws. Answers say so:
     * a client who was not told may send its next request into that.
     */
    interface Script {
        void play(Call call) throws Exception;
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    ScriptedUpstream(Script script) throws IOException {
        threads.execute(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    threads.execute(() -> serve(socket, script));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private static void serve(Socket socket, Script script) {
        try (socket) {
            script.play(new Call(socket));
        } catch (Exception scriptEnded) {
            // A script may end by breaking off; whether it did as it should is seen at the other side.
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1");
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    /** One request and the connection on which to answer it. */
    static final class Call {

        private final Socket socket;
        private final OutputStream out;
        private final String head;
        private final byte[] body;

        Call(Socket socket) throws IOException {
            this.socket = socket;
            this.out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            StringBuilder lines = new StringBuilder();
            while (!lines.toString().endsWith("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("closed within the head");
                }
                lines.append((char) b);
            }
            head = lines.toString();
            body = in.readNBytes(contentLength(head));
        }

        private static int contentLength(String head) {
            String lower = head.toLowerCase(Locale.ROOT);
            int at = lower.indexOf("content-length:");
            return at < 0
                    ? 0
                    : Integer.parseInt(
                            lower.substring(at + 15, lower.indexOf('\r', at)).strip());
        }

        /** Request line and headers as they came. */
        String head() {
            return head;
        }

        byte[] body() {
            return body;
        }

        void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void bytes(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Answers with a JSON body. */
        void json(int status, String json) throws IOException {
            write("HTTP/1.1 " + status + " X\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                    + json.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + json);
        }

        /** Begins a chunked stream of events. */
        void stream() throws IOException {
            write("HTTP/1.1 200 OK\r\nConnection: close\r\n");
            write("Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        }

        /** Writes one event as one chunk. */
        void data(String data) throws IOException {
            byte[] event = ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
            write(Integer.toHexString(event.length) + "\r\n");
            out.write(event);
            write("\r\n");
        }

        /** Writes one event with a piece of content. */
        void content(String piece) throws IOException {
            data("{\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + piece
                    + "\"},\"finish_reason\":null}]}");
        }

        /** Ends a chunked stream as it should end. */
        void end() throws IOException {
            write("0\r\n\r\n");
        }

        /** Waits until the gateway closes the connection. */
        void awaitClose() throws IOException {
            try {
                socket.getInputStream().readAllBytes();
            } catch (SocketException reset) {
                // Closed, if not in the politest way.
            }
        }

        /** Makes the close that follows a reset. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
        }
    }
}
