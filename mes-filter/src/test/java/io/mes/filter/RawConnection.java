package io.mes.filter;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An HTTP/1.1 client that hides nothing: reads heads, chunks and trailers one by one as they come. */
final class RawConnection implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;
    private static final int CONTINUE = 100;
    private static final int NO_BODY = 204;
    private static final int NOT_MODIFIED = 304;

    private final Socket socket;
    private final InputStream in;

    /** Whether the line end of a chunk is still to be read: Jetty sends it with the next one. */
    private boolean behindChunk;

    RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    RawConnection send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    RawConnection send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Everything up to the empty line. */
    RawResponse readHead() throws IOException {
        List<String> interim = new ArrayList<>();
        while (true) {
            String statusLine = readLine();
            List<String> headers = new ArrayList<>();
            for (String line = readLine(); !line.isEmpty(); line = readLine()) {
                if (!line.startsWith("Date:")) {
                    headers.add(line);
                }
            }
            RawResponse head = new RawResponse(interim, statusLine, headers, List.of(), List.of());
            if (head.status() != CONTINUE) {
                return head;
            }
            interim.add(statusLine);
        }
    }

    /** The status line of a response that announces another. */
    String readInterim() throws IOException {
        String statusLine = readLine();
        while (!readLine().isEmpty()) {
            // Headers of it say nothing.
        }
        return statusLine;
    }

    /** The next chunk; empty at the last one, whose trailers are still to be read. */
    Optional<String> readChunk() throws IOException {
        if (behindChunk) {
            String end = readLine();
            if (!end.isEmpty()) {
                throw new IOException("A chunk goes on after its size: " + end);
            }
        }
        int size = Integer.parseInt(readLine(), 16);
        behindChunk = size > 0;
        return size == 0 ? Optional.empty() : Optional.of(read(size));
    }

    private List<String> readTrailers() throws IOException {
        List<String> trailers = new ArrayList<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            trailers.add(line);
        }
        return trailers;
    }

    RawResponse readResponse() throws IOException {
        return readBody(readHead());
    }

    private RawResponse readBody(RawResponse head) throws IOException {
        if (head.header("Transfer-Encoding").equals("chunked")) {
            List<String> chunks = new ArrayList<>();
            for (Optional<String> chunk = readChunk(); chunk.isPresent(); chunk = readChunk()) {
                chunks.add(chunk.get());
            }
            return head.withPieces(chunks, readTrailers());
        }
        if (head.status() == NO_BODY || head.status() == NOT_MODIFIED) {
            return head;
        }
        String length = head.header("Content-Length");
        String body = length.isEmpty()
                ? new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                : read(Integer.parseInt(length));
        return head.withPieces(List.of(body), List.of());
    }

    /** So many bytes of a body. */
    String read(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException(bytes.length + " of " + count + " bytes came");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("The connection ends after: " + line.toString(StandardCharsets.ISO_8859_1));
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Waits no longer than so for what comes from now on. */
    void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /** Breaks the connection off: the server gets a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
