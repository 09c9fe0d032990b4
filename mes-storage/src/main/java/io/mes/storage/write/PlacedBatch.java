package io.mes.storage.write;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationEntry.Moment;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.UsageChange;
import io.mes.storage.chat.Chat;
import io.mes.storage.conversation.ConversationState;
import io.mes.storage.conversation.Placement;
import io.mes.storage.conversation.StateCodec;
import io.mes.storage.conversation.Threading;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.ErrorRowAssembler;
import io.mes.storage.row.MessageRow;
import io.mes.storage.row.RowAssembler;
import io.mes.storage.row.Title;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Works out what a batch changes, from what is stored: rows, entries, usage. Pure but for its own state. */
final class PlacedBatch {

    private final WriterConfig config;
    private final Map<ConversationKey, ConversationEntry> entries;
    private final Set<ConversationKey> changed = new HashSet<>();
    private final RowBatch rows = new RowBatch();
    private final UsageChange usage = new UsageChange();
    private long discarded;

    /**
     * Begins with nothing changed.
     *
     * @param entries the stored entries of all conversations that are going to be touched
     */
    PlacedBatch(WriterConfig config, Map<ConversationKey, ConversationEntry> entries) {
        this.config = config;
        this.entries = new TreeMap<>(entries);
    }

    /** Adds an exchange to its conversation, unless that was deleted after the exchange began. */
    void add(AddressedChat addressed) {
        Chat chat = addressed.chat();
        Exchange exchange = chat.exchange();
        ConversationEntry entry = entryOf(addressed.key());
        Instant startedAt = exchange.completedAt().minus(exchange.latency());
        if (Consent.isRefused(chat, config.honorStore())) {
            addUsageOnly(chat);
            return;
        }
        if (entry.wasDeletedAfter(startedAt.toEpochMilli())) {
            discarded++;
            return;
        }
        String conversationId = addressed.key().conversationId();
        ConversationState state = config.storeWhole() ? ConversationState.EMPTY : StateCodec.decode(entry.thread());
        Placement placement = Threading.place(state, chat);
        List<MessageRow> messages = new RowAssembler(chat, conversationId, addressed.idRefused(), placement).messages();
        List<ErrorRow> errors = new ErrorRowAssembler(chat, conversationId, placement).errors();
        String title = Title.of(chat.request().messages());
        add(entry, exchange.completedAt(), messages, errors, title, StateCodec.encode(placement.next()));
    }

    private void addUsageOnly(Chat chat) {
        Exchange exchange = chat.exchange();
        long tokens = chat.response().usage().totalTokens();
        if (tokens > 0) {
            String day = config.calendar().dayOf(exchange.completedAt()).toString();
            usage.add(
                    new UsageChange.Key(exchange.identity().userId(), day, RowAssembler.model(chat)),
                    new UsageChange.Count(0, tokens, 0));
        }
    }

    /** Adds rows that somebody else put together; they stand beside the conversation's line. */
    void add(ConversationKey key, long createdAt, List<MessageRow> messages, List<ErrorRow> errors) {
        ConversationEntry entry = entryOf(key);
        add(entry, Instant.ofEpochSecond(createdAt), messages, errors, Title.ofRows(messages), entry.thread());
    }

    private ConversationEntry entryOf(ConversationKey key) {
        return entries.getOrDefault(key, ConversationEntry.empty(key));
    }

    private void add(
            ConversationEntry entry,
            Instant at,
            List<MessageRow> messages,
            List<ErrorRow> errors,
            String title,
            String thread) {
        Moment moment = new Moment(
                at.getEpochSecond(),
                config.calendar().dayOf(at).toString(),
                config.calendar().partitionOf(at));
        rows.add(moment.partition(), messages, errors);
        ConversationEntry grown = entry;
        if (!messages.isEmpty()) {
            grown = plusMessages(grown, moment, messages, title, thread);
        }
        if (!errors.isEmpty()) {
            grown = plusErrors(grown, moment, errors);
        }
        entries.put(entry.key(), grown);
        changed.add(entry.key());
    }

    private ConversationEntry plusMessages(
            ConversationEntry entry, Moment moment, List<MessageRow> messages, String title, String thread) {
        long tokens = messages.stream().mapToLong(MessageRow::totalTokens).sum();
        String model = messages.get(0).modelName();
        usage.add(
                new UsageChange.Key(entry.key().userId(), moment.day(), model),
                new UsageChange.Count(messages.size(), tokens, 0));
        return entry.plusMessages(moment, messages.size(), tokens, model, title, thread);
    }

    private ConversationEntry plusErrors(ConversationEntry entry, Moment moment, List<ErrorRow> errors) {
        String model = errors.get(0).modelName();
        usage.add(
                new UsageChange.Key(entry.key().userId(), moment.day(), model),
                new UsageChange.Count(0, 0, errors.size()));
        return entry.plusErrors(moment);
    }

    RowBatch rows() {
        return rows;
    }

    UsageChange usage() {
        return usage;
    }

    Collection<ConversationEntry> changedEntries() {
        return entries.values().stream()
                .filter(entry -> changed.contains(entry.key()))
                .toList();
    }

    long discarded() {
        return discarded;
    }
}
