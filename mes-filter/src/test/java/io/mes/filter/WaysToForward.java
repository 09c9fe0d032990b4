package io.mes.filter;

import static io.mes.filter.WaysToAnswer.having;
import static io.mes.filter.WaysToAnswer.other;

import java.util.LinkedHashMap;
import java.util.Map;

/** Ways that forward, after which some containers finish the response in another manner if it is wrapped. */
final class WaysToForward {

    private WaysToForward() {}

    static Map<String, Way> all() {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("by forward", having((request, response) -> other(request).forward(request, response)));
        ways.put("by forward, with what is not sent around it", having((request, response) -> {
            response.getOutputStream().print("never sent");
            other(request).forward(request, response);
            response.getOutputStream().print("nor this");
        }));
        ways.put("by forward with a writer", having((request, response) -> {
            response.getWriter().print("never sent");
            other(request).forward(request, response);
        }));
        ways.put("by forward that comes too late", having((request, response) -> {
            response.getOutputStream().print("sent");
            response.flushBuffer();
            try {
                other(request).forward(request, response);
            } catch (IllegalStateException tooLate) {
                response.getOutputStream().print(", too late");
            }
        }));
        return ways;
    }
}
