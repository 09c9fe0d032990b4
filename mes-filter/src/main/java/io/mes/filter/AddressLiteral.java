package io.mes.filter;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads addresses as they are written in digits
 * (<a href="https://www.rfc-editor.org/rfc/rfc4291#section-2.2">RFC 4291</a>, 2.2).
 *
 * <p>By hand, for the JDK looks up in a name service what it does not take for an address, and what it gets here comes from
 * clients: {@code 999.1.1.1} would keep the request waiting, and tell a stranger's name server of it.
 */
final class AddressLiteral {

    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;

    /** No leading zeros, which some read as octal and others do not. */
    private static final Pattern V4_PART = Pattern.compile("0|[1-9][0-9]{0,2}");

    private static final Pattern V6_GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");

    private static final Pattern ZONE = Pattern.compile("[0-9A-Za-z._~-]{1,64}");

    /** How an address of IPv4 begins where it is written as one of IPv6. */
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private AddressLiteral() {}

    /** The four or sixteen bytes of an address; null if the text is none. Addresses of IPv4 have four, however written. */
    static byte @Nullable [] parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int zone = text.indexOf('%');
        if (zone < 0) {
            return text.indexOf(':') < 0 ? v4(text) : v6(text);
        }
        boolean named = ZONE.matcher(text.substring(zone + 1)).matches();
        return named && text.indexOf(':') >= 0 ? v6(text.substring(0, zone)) : null;
    }

    private static byte @Nullable [] v4(String text) {
        String[] parts = text.split("[.]", -1);
        byte[] address = new byte[V4_BYTES];
        boolean valid = parts.length == V4_BYTES;
        for (int i = 0; valid && i < V4_BYTES; i++) {
            valid = V4_PART.matcher(parts[i]).matches() && Integer.parseInt(parts[i]) <= 0xFF;
            address[i] = valid ? (byte) Integer.parseInt(parts[i]) : 0;
        }
        return valid ? address : null;
    }

    private static byte @Nullable [] v6(String text) {
        int gap = text.indexOf("::");
        byte[] head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        byte[] tail = gap < 0 ? new byte[0] : groups(text.substring(gap + 2), true);
        if (head == null || tail == null) {
            return null;
        }
        int known = head.length + tail.length;
        // Two colons stand for at least one group of zeros.
        if (gap < 0 ? known != V6_BYTES : known > V6_BYTES - 2) {
            return null;
        }
        byte[] address = Arrays.copyOf(head, V6_BYTES);
        System.arraycopy(tail, 0, address, V6_BYTES - tail.length, tail.length);
        boolean mapped = Arrays.equals(address, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
        return mapped ? Arrays.copyOfRange(address, MAPPED.length, V6_BYTES) : address;
    }

    /**
     * The bytes of groups with colons between them.
     *
     * @param atEnd whether the last may be an address of IPv4
     */
    private static byte @Nullable [] groups(String text, boolean atEnd) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] groups = text.split(":", -1);
        if (groups.length > V6_BYTES / 2) {
            return null;
        }
        byte[] bytes = new byte[groups.length * 2 + 2];
        int length = 0;
        for (int i = 0; i < groups.length; i++) {
            byte[] group = group(groups[i], atEnd && i == groups.length - 1);
            if (group == null) {
                return null;
            }
            System.arraycopy(group, 0, bytes, length, group.length);
            length += group.length;
        }
        return Arrays.copyOf(bytes, length);
    }

    private static byte @Nullable [] group(String text, boolean mayBeV4) {
        if (mayBeV4 && text.indexOf('.') >= 0) {
            return v4(text);
        }
        if (!V6_GROUP.matcher(text).matches()) {
            return null;
        }
        int group = Integer.parseInt(text, 16);
        return new byte[] {(byte) (group >> 8), (byte) group};
    }
}
