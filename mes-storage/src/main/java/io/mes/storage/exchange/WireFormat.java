package io.mes.storage.exchange;

import java.util.Optional;

/** The request and response format of an endpoint. */
public enum WireFormat {
    /** {@code POST …/chat/completions}, as JSON or as a stream of server-sent events. */
    CHAT_COMPLETIONS("/chat/completions");

    private final String pathSuffix;

    WireFormat(String pathSuffix) {
        this.pathSuffix = pathSuffix;
    }

    /** The format spoken at a request path, if MES records that path. */
    public static Optional<WireFormat> ofPath(String path) {
        for (WireFormat format : values()) {
            if (path.endsWith(format.pathSuffix)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
