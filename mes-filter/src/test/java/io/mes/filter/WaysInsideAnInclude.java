package io.mes.filter;

import java.util.LinkedHashMap;
import java.util.Map;

/** What an included servlet does that is not its to do. Containers ignore some of it, each in its own way. */
final class WaysInsideAnInclude {

    private WaysInsideAnInclude() {}

    static Map<String, Way> all() {
        Map<String, Way> ways = new LinkedHashMap<>();
        addEnds(ways);
        addResets(ways);
        addDispatches(ways);
        return ways;
    }

    private static void addEnds(Map<String, Way> ways) {
        ways.put("an error", (request, response) -> response.sendError(404, "not there"));
        ways.put("an error with a page", (request, response) -> response.sendError(Application.PAGED_STATUS));
        ways.put("an error behind bytes", (request, response) -> {
            response.getOutputStream().print("included ");
            response.sendError(500);
        });
        ways.put("a redirect", (request, response) -> {
            response.getOutputStream().print("included ");
            response.sendRedirect("http://example.org/");
        });
        ways.put("a close", (request, response) -> {
            response.getOutputStream().print("included ");
            response.getOutputStream().close();
        });
        ways.put("a length", (request, response) -> {
            response.setContentLength(3);
            response.getOutputStream().print("included ");
        });
    }

    private static void addResets(Map<String, Way> ways) {
        ways.put("a reset", (request, response) -> {
            response.getOutputStream().print("included ");
            response.reset();
            response.getOutputStream().print("and more ");
        });
        ways.put("a reset of the buffer", (request, response) -> {
            response.getOutputStream().print("included ");
            response.resetBuffer();
            response.getOutputStream().print("and more ");
        });
    }

    private static void addDispatches(Map<String, Way> ways) {
        ways.put("an include", (request, response) -> {
            response.getOutputStream().print("included ");
            if (WaysToWait.pass(request) == 1) {
                WaysToAnswer.other(request).include(request, response);
            }
        });
        ways.put("a forward", (request, response) -> {
            response.getOutputStream().print("included ");
            if (WaysToWait.pass(request) == 1) {
                WaysToAnswer.other(request).forward(request, response);
            }
        });
    }
}
