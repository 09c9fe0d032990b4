package io.mes.storage.write;

import io.mes.storage.chat.Chat;

/** Whether what was said may be kept. */
final class Consent {

    /** The request header with which a client asks that nothing but usage be kept. */
    static final String HEADER = "x-mes-store";

    private Consent() {}

    /** Whether the client asked that nothing but usage be kept. */
    static boolean isRefused(Chat chat, boolean honorStore) {
        String header = chat.exchange().header(HEADER);
        return (header != null && header.strip().equalsIgnoreCase("false"))
                || (honorStore && "false".equals(chat.request().parameters().get("store")));
    }
}
