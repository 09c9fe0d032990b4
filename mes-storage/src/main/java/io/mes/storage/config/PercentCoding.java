package io.mes.storage.config;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Percent-coding as in URIs, where a plus sign is a plus sign. */
final class PercentCoding {

    private PercentCoding() {}

    static String decode(String text) {
        return decodeForm(text.replace("+", "%2B"));
    }

    /** Decodes as JDBC drivers do, to which a plus sign is a space. */
    static String decodeForm(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notCoded) {
            return text;
        }
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
