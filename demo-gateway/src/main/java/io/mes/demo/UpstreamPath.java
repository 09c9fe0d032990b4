package io.mes.demo;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tells which paths may be appended to the address of the upstream as they were written. */
final class UpstreamPath {

    private UpstreamPath() {}

    /** A visible ASCII character that means nothing in a path, however often that is decoded. */
    private static boolean isPlain(int c) {
        return c > ' ' && c < 0x7F && "\\;%?#".indexOf(c) < 0;
    }

    /**
     * Whether what follows the mapping is a path below it, however the upstream may decode and resolve it.
     *
     * @param uri the path as the client wrote it
     * @param mapping where the servlet is, which must come first and be followed by a slash
     */
    static boolean isSafe(String uri, String mapping) {
        if (!uri.startsWith(mapping + "/") || uri.indexOf(';') >= 0) {
            return false;
        }
        try {
            String decoded = URLDecoder.decode(uri.replace("+", "%2B"), StandardCharsets.UTF_8);
            return decoded.chars().allMatch(UpstreamPath::isPlain)
                    && List.of(decoded.split("/")).stream()
                            .noneMatch(segment -> segment.equals(".") || segment.equals(".."));
        } catch (IllegalArgumentException brokenEscape) {
            return false;
        }
    }
}
