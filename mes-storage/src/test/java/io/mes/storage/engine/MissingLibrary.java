package io.mes.storage.engine;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Libraries that servers expect of the operating system. */
final class MissingLibrary {

    private static final Pattern COMPLAINT = Pattern.compile("error while loading shared libraries: ([^:\\s]+)");

    private static final Map<String, String> DEBIAN_PACKAGES = Map.of(
            "libnuma.so.1", "libnuma1",
            "libcrypt.so.1", "libcrypt1",
            "libsystemd.so.0", "libsystemd0",
            "libstdc++.so.6", "libstdc++6");

    private MissingLibrary() {}

    /** What to do, in the middle of a sentence, if the loader of a program has said that a library is missing. */
    static String remedy(String output) {
        Matcher complaint = COMPLAINT.matcher(output);
        if (!complaint.find()) {
            return "";
        }
        String library = complaint.group(1);
        String debian = DEBIAN_PACKAGES.get(library);
        return ", since this machine lacks " + library
                + (debian == null ? "; install it" : "; install it (Debian: apt-get install " + debian + ")");
    }
}
