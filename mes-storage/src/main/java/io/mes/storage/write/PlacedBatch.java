package io.mes.storage.write;

import io.mes.storage.catalogue.CompletionRow;
import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationEntry.Moment;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.EntryContent;
import io.mes.storage.catalogue.ReplyTable;
import io.mes.storage.catalogue.UsageChange;
import io.mes.storage.chat.Chat;
import io.mes.storage.chat.Tokens;
import io.mes.storage.conversation.ConversationState;
import io.mes.storage.conversation.Inference;
import io.mes.storage.conversation.Placement;
import io.mes.storage.conversation.StateCodec;
import io.mes.storage.conversation.Threading;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.row.ConversationPart;
import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.ErrorRowAssembler;
import io.mes.storage.row.MessageRow;
import io.mes.storage.row.RowAssembler;
import io.mes.storage.row.Title;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Works out what a batch changes, from what is stored: rows, entries, usage. Pure but for its own state. */
final class PlacedBatch {

    private final WriterConfig config;
    private final Set<ConversationKey> existing;
    private final Map<ConversationKey, ConversationEntry> entries;
    private final KnownReplies known;
    private final Map<ConversationKey, ConversationState> stored = new HashMap<>();
    private final Map<ConversationKey, ConversationState> states = new HashMap<>();
    private final Set<ConversationKey> changed = new HashSet<>();
    private final RowBatch rows = new RowBatch();
    private final UsageChange usage = new UsageChange();
    private final CompletionIndex completions = new CompletionIndex();
    private final List<String> rowless = new ArrayList<>();
    private long discarded;

    /**
     * Begins with nothing changed.
     *
     * @param entries the stored entries of all conversations that are going to be touched
     * @param known the replies that these hold; those of the batch are added
     */
    PlacedBatch(WriterConfig config, Map<ConversationKey, ConversationEntry> entries, KnownReplies known) {
        this.config = config;
        this.known = known;
        this.existing = Set.copyOf(entries.keySet());
        this.entries = new TreeMap<>(entries);
    }

    /** Adds an exchange to its conversation, unless that was deleted after the exchange began. */
    void add(AddressedChat addressed) {
        Chat chat = addressed.chat();
        Exchange exchange = chat.exchange();
        Instant startedAt = exchange.completedAt().minus(exchange.latency());
        if (Consent.isRefused(chat, config.honorStore())) {
            addUsageOnly(chat);
            rowless.add(exchange.id());
            return;
        }
        KnownReplies.Place place = place(addressed);
        ConversationKey key = place == null ? addressed.key() : place.conversation();
        ConversationEntry entry = entryOf(key);
        if (entry.wasDeletedAfter(startedAt.toEpochMilli())) {
            discarded++;
            return;
        }
        ConversationKey deleted = place != null || addressed.named() ? null : deletedAfter(startedAt, addressed);
        if (deleted != null) {
            discarded++;
            known.addDeleted(deleted, Threading.placeAlone(chat));
            return;
        }
        Placement placement = config.storeWhole()
                ? Threading.placeAlone(chat)
                : Threading.place(
                        stateOf(key),
                        chat,
                        place == null ? null : place.anchor(),
                        config.calendar().dayOf(exchange.completedAt()).toString());
        String conversationId = key.conversationId();
        List<MessageRow> messages = new RowAssembler(chat, conversationId, addressed.idRefused(), placement).messages();
        List<ErrorRow> errors = new ErrorRowAssembler(chat, conversationId, placement).errors();
        if (!messages.isEmpty()) {
            states.put(key, placement.next());
            known.add(key, addressed.named(), placement);
            if (config.completions()) {
                completions.add(key, chat, placement, config.calendar().partitionOf(exchange.completedAt()));
            }
        }
        Supplier<String> title = () -> Title.of(chat.request().messages());
        add(entry, exchange.completedAt(), messages, errors, title);
    }

    /** The conversation with which an exchange goes on, deleted since that began; null if there is none. */
    private @Nullable ConversationKey deletedAfter(Instant startedAt, AddressedChat addressed) {
        return known.deleted(addressed).stream()
                .filter(key -> entryOf(key).wasDeletedAfter(startedAt.toEpochMilli()))
                .findFirst()
                .orElse(null);
    }

    /** Where a known reply says that an exchange belongs; null if none does. */
    private KnownReplies.@Nullable Place place(AddressedChat addressed) {
        // Replies are found before entries are locked; of a conversation deleted in between nothing is left.
        List<KnownReplies.Place> places = known.of(addressed).stream()
                .filter(place -> !stateOf(place.conversation()).isEmpty())
                .toList();
        if (addressed.named()) {
            return places.stream()
                    .filter(place -> place.conversation().equals(addressed.key()))
                    .findFirst()
                    .orElse(null);
        }
        List<Inference.Candidate> candidates = places.stream()
                .map(place -> new Inference.Candidate(
                        place.conversation().conversationId(), place.anchor(), stateOf(place.conversation())))
                .toList();
        Inference.Candidate chosen = Inference.choose(addressed.chat(), candidates);
        return chosen == null
                ? null
                : new KnownReplies.Place(
                        new ConversationKey(addressed.key().userId(), chosen.conversationId()), chosen.anchor());
    }

    /** The state of a conversation as it is so far. */
    ConversationState stateOf(ConversationKey key) {
        ConversationState changedHere = states.get(key);
        return changedHere != null
                ? changedHere
                : stored.computeIfAbsent(key, k -> StateCodec.decode(entryOf(k).thread()));
    }

    private void addUsageOnly(Chat chat) {
        Exchange exchange = chat.exchange();
        long tokens = chat.response().usage().totalTokens();
        if (tokens > 0) {
            String day = config.calendar().dayOf(exchange.completedAt()).toString();
            usage.add(
                    new UsageChange.Key(exchange.identity().userId(), day, RowAssembler.model(chat)),
                    UsageChange.Count.ofUnstored(tokens));
        }
    }

    /** Adds rows that somebody else put together; they stand beside the conversation's line. */
    void add(ConversationKey key, long createdAt, List<MessageRow> messages, List<ErrorRow> errors) {
        ConversationEntry entry = entryOf(key);
        add(entry, Instant.ofEpochSecond(createdAt), messages, errors, () -> Title.ofRows(messages));
    }

    /** Adds rows that were exported, each at its own moment. */
    void add(ConversationKey key, ConversationPart part) {
        for (List<MessageRow> rowsOfMoment : RowRuns.of(part.messages())) {
            long createdAt = rowsOfMoment.get(0).createdAt();
            add(
                    entryOf(key),
                    Instant.ofEpochSecond(createdAt),
                    rowsOfMoment,
                    List.of(),
                    () -> title(part, rowsOfMoment));
        }
        for (List<ErrorRow> rowsOfMoment : RowRuns.of(part.errors())) {
            long createdAt = rowsOfMoment.get(0).createdAt();
            add(entryOf(key), Instant.ofEpochSecond(createdAt), List.of(), rowsOfMoment, part::title);
        }
    }

    /** What was exported by something that did not name it is named after its rows. */
    private static String title(ConversationPart part, List<MessageRow> rows) {
        return part.title().isEmpty() ? Title.ofRows(rows) : part.title();
    }

    /** Takes over what an export that is not older knew of a conversation beside its rows; nothing if it has no rows. */
    void takeOver(ConversationKey key, EntryContent exported, ConversationState state) {
        ConversationEntry entry = entryOf(key);
        if (entry.content().isEmpty()) {
            return;
        }
        ConversationEntry named = entry.withContent(entry.content().named(exported));
        boolean newer = state.isNewerThan(stateOf(key));
        if (newer) {
            states.put(key, state);
        }
        if (newer || !named.equals(entry)) {
            entries.put(key, named);
            changed.add(key);
        }
    }

    private ConversationEntry entryOf(ConversationKey key) {
        return entries.getOrDefault(key, ConversationEntry.empty(key));
    }

    private void add(
            ConversationEntry entry,
            Instant at,
            List<MessageRow> messages,
            List<ErrorRow> errors,
            Supplier<String> title) {
        Moment moment = new Moment(
                at.getEpochSecond(),
                config.calendar().dayOf(at).toString(),
                config.calendar().partitionOf(at));
        rows.add(moment.partition(), messages, errors);
        ConversationEntry grown = entry;
        if (!messages.isEmpty()) {
            grown = plusMessages(grown, moment, messages, title);
        }
        if (!errors.isEmpty()) {
            grown = plusErrors(grown, moment, errors);
        }
        entries.put(entry.key(), grown);
        changed.add(entry.key());
    }

    private ConversationEntry plusMessages(
            ConversationEntry entry, Moment moment, List<MessageRow> messages, Supplier<String> title) {
        long tokens = messages.stream()
                .mapToLong(row -> Tokens.counted(row.totalTokens()))
                .reduce(0, Tokens::plus);
        String model = messages.get(0).modelName();
        usage.add(
                new UsageChange.Key(entry.key().userId(), moment.day(), model),
                UsageChange.Count.ofMessages(messages.size(), tokens));
        boolean entitled = entry.title().isEmpty() || moment.seconds() < entry.createdAt();
        return entry.plusMessages(moment, messages.size(), tokens, model, entitled ? title.get() : "");
    }

    private ConversationEntry plusErrors(ConversationEntry entry, Moment moment, List<ErrorRow> errors) {
        String model = errors.get(0).modelName();
        usage.add(
                new UsageChange.Key(entry.key().userId(), moment.day(), model),
                UsageChange.Count.ofErrors(errors.size()));
        return entry.plusErrors(moment);
    }

    RowBatch rows() {
        return rows;
    }

    UsageChange usage() {
        return usage;
    }

    /** The replies by which conversations are going to be found. */
    Collection<ReplyTable.Row> replies() {
        return known.added();
    }

    /** By what completions are going to be found. */
    Collection<CompletionRow> completions() {
        return completions.rows();
    }

    /** Conversations that had an entry before. */
    Set<ConversationKey> existing() {
        return existing;
    }

    Collection<ConversationEntry> changedEntries() {
        return entries.values().stream()
                .filter(entry -> changed.contains(entry.key()))
                .map(this::withState)
                .toList();
    }

    private ConversationEntry withState(ConversationEntry entry) {
        ConversationState state = states.get(entry.key());
        return state == null ? entry : entry.withThread(StateCodec.encode(state));
    }

    /** Exchanges of which nothing but usage is kept. */
    List<String> rowless() {
        return rowless;
    }

    long discarded() {
        return discarded;
    }
}
