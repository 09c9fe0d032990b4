package io.mes.storage.conversation;

import java.util.Locale;

/** Ids of messages: the exchange that brought them and their position in it, padded so that they sort as strings. */
public final class MessageIds {

    private MessageIds() {}

    /** The id of the message at a position of an exchange, counted over request messages and then replies. */
    public static String of(String exchangeId, int position) {
        return position < 10_000
                ? exchangeId + "-" + String.valueOf(10_000 + position).substring(1)
                : String.format(Locale.ROOT, "%s-%d", exchangeId, position);
    }

    /** The exchange that an id of ours names; the id itself if it is not of ours. */
    public static String exchangeOf(String messageId) {
        int dash = messageId.lastIndexOf('-');
        return dash < 0 ? messageId : messageId.substring(0, dash);
    }

    /** The position that an id of ours names; -1 if it is not of ours. */
    public static int positionOf(String messageId) {
        String position = messageId.substring(messageId.lastIndexOf('-') + 1);
        boolean digits = !position.isEmpty()
                && position.length() < 10
                && position.chars().allMatch(Character::isDigit);
        return digits ? Integer.parseInt(position) : -1;
    }
}
