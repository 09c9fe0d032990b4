package io.mes.storage.chat;

import io.mes.storage.digest.Sha256;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** By what a large parameter of a request, such as its tool definitions, is recognised when it is sent again. */
final class ParameterDigest {

    /** A reference to where a shorter one is stored would take as much. */
    private static final int SHORTEST = 256;

    private static final int BYTES = 16;

    private ParameterDigest() {}

    /** Digests of those parameters that are large, by name. They are cryptographic: nobody can have a request rebuilt wrongly. */
    static Map<String, String> ofLarge(Map<String, String> parameters) {
        Map<String, String> digests = null;
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            if (parameter.getValue().length() >= SHORTEST) {
                digests = digests == null ? new LinkedHashMap<>() : digests;
                digests.put(parameter.getKey(), of(parameter.getValue()));
            }
        }
        return digests == null ? Map.of() : digests;
    }

    private static String of(String value) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(Sha256.of(value), BYTES));
    }
}
