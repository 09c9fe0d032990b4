package io.mes.filter;

import jakarta.servlet.AsyncContext;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Ways in which a servlet reads or writes without blocking. Each reads the whole request. */
final class NonBlockingWays {

    private static final byte[] LARGE = "0123456789".repeat(50_000).getBytes(StandardCharsets.US_ASCII);

    private NonBlockingWays() {}

    static Map<String, Way> all() {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("read, write blocking", (request, response) -> {
            AsyncContext async = request.startAsync();
            NonBlockingReader.start(async, read -> WaysToWait.writeAndComplete(async));
        });
        ways.put("echo", (request, response) -> {
            AsyncContext async = request.startAsync();
            NonBlockingReader.start(async, read -> NonBlockingWriter.start(async, read, 10));
        });
        ways.put("read blocking, write large", (request, response) -> {
            WaysToAnswer.readAll(request);
            NonBlockingWriter.start(request.startAsync(), LARGE, 70_000);
        });
        ways.put("echo with arguments", (request, response) -> {
            AsyncContext async = request.startAsync(request, response);
            NonBlockingReader.start(async, read -> NonBlockingWriter.start(async, read, 1000));
        });
        ways.put("write after a dispatch", (request, response) -> {
            if (WaysToWait.pass(request) == 1) {
                WaysToAnswer.readAll(request);
                request.startAsync().dispatch();
            } else {
                NonBlockingWriter.start(request.startAsync(), WaysToAnswer.ANSWER, 5);
            }
        });
        return ways;
    }
}
