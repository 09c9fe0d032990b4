package io.mes.filter;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a servlet that was forwarded to does where it has nothing to say: containers finish the response in its place. */
final class WaysToFail {

    private WaysToFail() {}

    static Map<String, Way> all() {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("an error", (request, response) -> response.sendError(500));
        ways.put("an error with a message", (request, response) -> response.sendError(404, "not there"));
        ways.put("an error with a page", (request, response) -> response.sendError(Application.PAGED_STATUS));
        ways.put("an error behind a text", (request, response) -> {
            response.setCharacterEncoding("UTF-8");
            response.getWriter().print("grüß dich");
            response.sendError(404, "not there");
        });
        ways.put("an error behind bytes", (request, response) -> {
            response.getOutputStream().print("never sent");
            response.sendError(404, "not there");
        });
        ways.put("an error, and a writer behind it", (request, response) -> {
            response.sendError(404, "not there");
            response.getWriter().print("never sent");
        });
        ways.put("an error, and bytes behind it", (request, response) -> {
            response.sendError(404, "not there");
            try {
                response.getOutputStream().print("never sent");
            } catch (IOException closed) {
                // Undertow has answered by now.
            }
        });
        ways.put("an error with a page, and a writer behind it", (request, response) -> {
            response.sendError(Application.PAGED_STATUS);
            response.getWriter().print("never sent");
        });
        ways.put("an error of what is forwarded to in turn", (request, response) -> {
            if (WaysToWait.pass(request) == 1) {
                WaysToAnswer.other(request).forward(request, response);
            } else {
                response.sendError(404, "not there");
            }
        });
        ways.put("nothing but a type", (request, response) -> response.setContentType("text/plain"));
        ways.put("nothing but a status", (request, response) -> {
            response.setContentType("text/plain");
            response.setStatus(202);
        });
        ways.put("a redirect", (request, response) -> response.sendRedirect("http://example.org/"));
        return ways;
    }
}
