package io.mes.storage.write;

import io.mes.storage.partition.Calendar;
import java.util.List;

/**
 * What the writer must know beyond its database.
 *
 * @param calendar which day a moment belongs to
 * @param conversationHeaders request headers that name the conversation, in lower case, the strongest first
 * @param storeWhole whether every request is stored with all its messages, known or not
 * @param honorStore whether {@code "store":false} in a request body means that nothing but its usage is kept
 * @param completions whether each exchange is to be found by itself
 */
public record WriterConfig(
        Calendar calendar,
        List<String> conversationHeaders,
        boolean storeWhole,
        boolean honorStore,
        boolean completions) {}
