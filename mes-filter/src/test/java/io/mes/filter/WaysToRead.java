package io.mes.filter;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Ways in which a servlet reads the whole of a request on its own thread. Each answers with what it has read. */
final class WaysToRead {

    private WaysToRead() {}

    private interface Reading {
        void read(ServletInputStream in, ByteArrayOutputStream read) throws IOException;
    }

    private static Way reading(Reading reading) {
        return (request, response) -> {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            reading.read(request.getInputStream(), read);
            response.getOutputStream().write(read.toByteArray());
        };
    }

    static Map<String, Way> all() {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("all bytes", reading((in, read) -> read.writeBytes(in.readAllBytes())));
        ways.put("N bytes", reading((in, read) -> {
            read.writeBytes(in.readNBytes(10));
            read.writeBytes(in.readNBytes(1_000_000));
        }));
        ways.put("transferred", reading((in, read) -> in.transferTo(read)));
        ways.put("byte by byte", reading((in, read) -> {
            for (int b = in.read(); b >= 0; b = in.read()) {
                read.write(b);
            }
        }));
        ways.put("in pieces", reading(WaysToRead::readPieces));
        ways.put("in lines", reading((in, read) -> {
            byte[] buffer = new byte[9];
            for (int count = in.readLine(buffer, 1, 8); count >= 0; count = in.readLine(buffer, 1, 8)) {
                read.write(buffer, 1, count);
            }
        }));
        ways.put("with skips", reading((in, read) -> {
            read.write((int) in.skip(5));
            read.write(in.available() > 0 ? '+' : '-');
            read.write(in.markSupported() ? '+' : '-');
            read.writeBytes(in.readAllBytes());
            read.write((int) in.skip(5));
            read.write(in.isFinished() ? '+' : '-');
        }));
        ways.put("by a reader", WaysToRead::byReader);
        ways.put("by a reader in lines", (request, response) -> {
            String line = request.getReader().readLine();
            request.getReader().lines().forEach(rest -> {});
            writeInUtf8(response, line);
        });
        return ways;
    }

    private static void readPieces(ServletInputStream in, ByteArrayOutputStream read) throws IOException {
        byte[] buffer = new byte[7];
        for (int count = in.read(buffer, 2, 5); count >= 0; count = in.read(buffer, 2, 5)) {
            read.write(buffer, 2, count);
        }
    }

    private static void byReader(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setCharacterEncoding("UTF-8");
        BufferedReader reader = request.getReader();
        StringWriter read = new StringWriter();
        reader.mark(100);
        reader.read();
        reader.reset();
        read.write(reader.read());
        reader.transferTo(read);
        writeInUtf8(response, read.toString());
    }

    private static void writeInUtf8(HttpServletResponse response, String text) throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().write(text);
    }
}
