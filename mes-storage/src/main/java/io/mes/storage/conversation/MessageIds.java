package io.mes.storage.conversation;

/**
 * Ids of messages: the exchange that brought them and their position in it, padded so that they sort as strings. Stateless; safe
 * on any thread.
 */
public final class MessageIds {

    /** Six digits: so many messages, each with a role and a content, make a body of 30 MB. */
    private static final int LIMIT = 1_000_000;

    private MessageIds() {}

    /** The id of the message at a position of an exchange, counted over request messages and then replies. */
    public static String of(String exchangeId, int position) {
        return position < LIMIT
                ? exchangeId + "-" + String.valueOf(LIMIT + position).substring(1)
                : exchangeId + "-" + position;
    }

    /** Greater than the ids of all messages of an exchange. */
    static String last(String exchangeId) {
        return exchangeId + "-:";
    }

    /** The exchange that an id of ours names; the id itself if it is not of ours. */
    public static String exchangeOf(String messageId) {
        int dash = messageId.lastIndexOf('-');
        return dash < 0 ? messageId : messageId.substring(0, dash);
    }

    /** The position that an id of ours names; -1 if it is not of ours. */
    public static int positionOf(String messageId) {
        int first = messageId.lastIndexOf('-') + 1;
        int digits = messageId.length() - first;
        if (digits == 0 || digits >= 10) {
            return -1;
        }
        int position = 0;
        for (int i = first; i < messageId.length(); i++) {
            char digit = messageId.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            position = 10 * position + digit - '0';
        }
        return position;
    }
}
