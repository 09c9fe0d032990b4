package io.mes.storage.write;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ReplyTable;
import io.mes.storage.conversation.Anchor;
import io.mes.storage.conversation.Inference;
import io.mes.storage.conversation.KnownReply;
import io.mes.storage.conversation.Placement;
import io.mes.storage.conversation.Wanted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The replies that are stored and those that a batch adds, as far as requests of the batch send them again. */
final class KnownReplies {

    private final Map<ReplyTable.Key, List<ReplyTable.Row>> found = new HashMap<>();
    private final Map<Added, ReplyTable.Row> added = new LinkedHashMap<>();

    /** Each only once: a conversation that says the same again has said it the last time. */
    private record Added(ConversationKey conversation, long fingerprint) {}

    /** A conversation with which a request may go on. */
    record Place(ConversationKey conversation, Anchor anchor) {}

    /** Begins with what is stored. */
    KnownReplies(Map<ReplyTable.Key, List<ReplyTable.Row>> stored) {
        note(stored);
    }

    /** Takes in more of what is stored. */
    void note(Map<ReplyTable.Key, List<ReplyTable.Row>> stored) {
        stored.forEach((key, rows) -> found.put(key, new ArrayList<>(rows)));
    }

    /**
     * Takes in what is going to be stored. Of a conversation that its requests name, only what they may name otherwise need
     * be found.
     */
    void add(ConversationKey conversation, boolean named, Placement placement) {
        if (!named) {
            placement.known().forEach(reply -> add(conversation, reply));
        }
        if (placement.response() != null) {
            add(conversation, placement.response());
        }
    }

    /** Takes in what is not going to be stored, for it belongs to a conversation that was deleted: more may go on with it. */
    void addDeleted(ConversationKey conversation, Placement placement) {
        placement.known().forEach(reply -> add(conversation, reply.deleted()));
        if (placement.response() != null) {
            add(conversation, placement.response().deleted());
        }
    }

    private void add(ConversationKey conversation, KnownReply reply) {
        ReplyTable.Row row = new ReplyTable.Row(conversation, reply);
        note(row);
        added.put(new Added(conversation, reply.fingerprint()), row);
    }

    /** As the table would give them: of each conversation the last, and so many. */
    private void note(ReplyTable.Row row) {
        List<ReplyTable.Row> rows = found.computeIfAbsent(row.key(), key -> new ArrayList<>());
        rows.removeIf(other -> other.conversation().equals(row.conversation()));
        rows.add(0, row);
        if (rows.size() > ReplyTable.MOST) {
            rows.remove(rows.size() - 1);
        }
    }

    /** What {@link #add} has taken in. */
    Collection<ReplyTable.Row> added() {
        return added.values();
    }

    /** Where the replies that a request sends again stand, its last reply first. */
    List<Place> of(AddressedChat addressed) {
        List<Place> places = new ArrayList<>();
        for (Wanted wanted : addressed.wanted()) {
            List<ReplyTable.Row> rows = found.getOrDefault(addressed.keyOf(wanted), List.of());
            boolean crowded = rows.size() >= ReplyTable.MOST;
            for (ReplyTable.Row row : rows) {
                places.add(new Place(row.conversation(), wanted.as(row.reply(), crowded)));
            }
        }
        return places;
    }

    /** Whether the reply with which a request goes on is not among those that are there. */
    boolean lacksLast(AddressedChat addressed) {
        return !addressed.named()
                && !addressed.wanted().isEmpty()
                && !found.containsKey(addressed.keyOf(addressed.wanted().get(0)));
    }

    /** Deleted conversations that a request goes on with. */
    List<ConversationKey> deleted(AddressedChat addressed) {
        Map<ConversationKey, List<Anchor>> anchors = new TreeMap<>();
        for (Wanted wanted : addressed.wanted()) {
            for (ReplyTable.Row row : found.getOrDefault(addressed.keyOf(wanted).ofDeleted(), List.of())) {
                anchors.computeIfAbsent(row.conversation(), key -> new ArrayList<>())
                        .add(wanted.as(row.reply().deleted(), false));
            }
        }
        return anchors.entrySet().stream()
                .filter(entry -> Inference.goesOnWith(addressed.chat(), entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** All conversations that hold one of the replies taken in so far. */
    Set<ConversationKey> conversations() {
        Set<ConversationKey> conversations = new TreeSet<>();
        found.values().forEach(rows -> rows.forEach(row -> conversations.add(row.conversation())));
        return conversations;
    }
}
