package io.mes.storage.exchange;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The request and response format of an endpoint; each speaks it as JSON or as a stream of server-sent events. */
public enum WireFormat {
    /** {@code POST …/chat/completions}. Stands first, for its path ends like that of {@link #COMPLETIONS}. */
    CHAT_COMPLETIONS("/chat/completions"),
    /** {@code POST …/completions}, OpenAI's older interface: a prompt instead of messages. */
    COMPLETIONS("/completions"),
    /** {@code POST …/responses}, OpenAI's newer interface: items instead of messages. */
    RESPONSES("/responses"),
    /** {@code POST …/messages}, Anthropic's interface: messages of blocks. */
    MESSAGES("/messages");

    /** OpenAI's Assistants API puts a message into a thread there, which asks no model anything. */
    private static final Pattern MESSAGES_OF_A_THREAD = Pattern.compile("/threads/[^/]+/messages\\z");

    /** Once: every request asks, and {@code values()} makes a copy. */
    private static final List<WireFormat> ALL = List.of(values());

    private final String pathSuffix;

    WireFormat(String pathSuffix) {
        this.pathSuffix = pathSuffix;
    }

    /** The format spoken at a request path, if MES records that path. */
    public static Optional<WireFormat> ofPath(String path) {
        for (WireFormat format : ALL) {
            if (path.endsWith(format.pathSuffix)) {
                boolean ofThread =
                        format == MESSAGES && MESSAGES_OF_A_THREAD.matcher(path).find();
                return ofThread ? Optional.empty() : Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** The ends of all paths that MES records, for people. */
    public static List<String> paths() {
        return ALL.stream().map(format -> "*" + format.pathSuffix).toList();
    }

    /** Its name in rows and answers. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
