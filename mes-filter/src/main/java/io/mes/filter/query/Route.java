package io.mes.filter.query;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address and what answers there.
 *
 * @param pattern the segments of the path; {@code *} stands for any one segment
 */
record Route(String method, List<String> pattern, Handler handler) {

    /** Has a router answer a call with JSON; with null where it has sent its answer itself. */
    interface Handler {
        @Nullable
        String answer(Router router, Call call) throws IOException;
    }

    static Route of(String method, String pattern, Handler handler) {
        return new Route(method, List.of(pattern.split("/")), handler);
    }

    /** The first segment, below which nothing answers but MES. */
    String resource() {
        return pattern.get(0);
    }

    boolean matches(List<String> path) {
        if (path.size() != pattern.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            boolean any = pattern.get(i).equals("*") && !path.get(i).isEmpty();
            if (!any && !pattern.get(i).equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }
}
