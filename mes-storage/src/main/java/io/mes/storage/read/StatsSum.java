package io.mes.storage.read;

import io.mes.storage.chat.Tokens;
import io.mes.storage.query.ConversationStats;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;

/** Adds up what rows of usage say of a user. Not thread-safe. */
final class StatsSum {

    private static final Comparator<Entry<String, Long>> MOST_USED_FIRST =
            Entry.<String, Long>comparingByValue().reversed().thenComparing(Entry.comparingByKey());

    private final Map<String, Long> messagesOfModel = new HashMap<>();
    private final Map<String, Long> messagesOfDay = new LinkedHashMap<>();
    private long messages;
    private long tokens;

    /** Adds a row; days come in their order. */
    void add(String day, String model, long moreMessages, long moreTokens) {
        tokens = Tokens.plus(tokens, moreTokens);
        if (moreMessages > 0) {
            messages += moreMessages;
            messagesOfModel.merge(model, moreMessages, Long::sum);
            messagesOfDay.merge(day, moreMessages, Long::sum);
        }
    }

    ConversationStats stats(long conversations) {
        Map<String, Long> models = new LinkedHashMap<>();
        messagesOfModel.entrySet().stream()
                .sorted(MOST_USED_FIRST)
                .forEach(model -> models.put(model.getKey(), model.getValue()));
        return new ConversationStats(conversations, messages, tokens, models, messagesOfDay);
    }
}
