package io.mes.filter;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Ways in which a servlet writes more than the length that it has declared, which is 7. */
final class WaysToOverrun {

    private static final byte[] TEXT = "0123456789".getBytes(StandardCharsets.US_ASCII);

    private WaysToOverrun() {}

    static Map<String, Way> all() {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("at once", with(out -> out.write(TEXT)));
        ways.put("piece by piece", with(out -> {
            out.write(TEXT, 0, 4);
            out.write(TEXT, 4, 6);
        }));
        ways.put("flushed piece by piece", with(out -> {
            out.write(TEXT, 0, 4);
            out.flush();
            out.write(TEXT, 4, 6);
        }));
        ways.put("behind its end", with(out -> {
            out.write(TEXT, 0, 7);
            out.write(TEXT, 7, 3);
        }));
        ways.put("byte by byte", with(out -> {
            for (byte b : TEXT) {
                out.write(b);
            }
        }));
        ways.put("by a writer", WaysToAnswer.having((request, response) -> {
            response.setContentLength(7);
            PrintWriter writer = response.getWriter();
            writer.print("0123");
            writer.print("456789");
        }));
        return ways;
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private static Way with(Writing writing) {
        return WaysToAnswer.having((request, response) -> {
            response.setContentLength(7);
            writing.to(response.getOutputStream());
        });
    }
}
