package io.mes.storage.conversation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The large parameters that a conversation holds, in order of use.
 *
 * <p>Only what is forgotten together refers to each other, so that no day needs another one that may have been dropped.
 */
final class SharedParameters {

    private static final int MAX = 8;

    /** Names of all parameters there are; others would have to be escaped in the state. */
    private static final Pattern NAME = Pattern.compile("\\w{1,64}");

    private final List<SharedParameter> known;
    private final Map<String, String> holders = new LinkedHashMap<>();

    SharedParameters(List<SharedParameter> known) {
        this.known = new ArrayList<>(known);
    }

    /**
     * Takes in the parameters of a request.
     *
     * @param digests see {@link io.mes.storage.chat.ChatRequest#digests}
     * @param reply the reply that would hold them
     */
    void use(Map<String, String> digests, String reply, String home) {
        digests.forEach((name, digest) -> {
            if (!NAME.matcher(name).matches()) {
                return;
            }
            SharedParameter held = take(name, digest, home);
            if (held != null) {
                holders.put(name, held.holder());
            }
            known.add(held == null ? new SharedParameter(name, digest, reply, home) : held);
        });
    }

    private @Nullable SharedParameter take(String name, String digest, String home) {
        for (SharedParameter one : known) {
            if (one.name().equals(name)
                    && one.digest().equals(digest)
                    && one.home().equals(home)) {
                known.remove(one);
                return one;
            }
        }
        return null;
    }

    /** Replies that hold what was taken in already, by the name of the parameter. */
    Map<String, String> holders() {
        return holders;
    }

    /** The most recently used ones. */
    List<SharedParameter> newest() {
        return Newest.of(known, MAX);
    }
}
