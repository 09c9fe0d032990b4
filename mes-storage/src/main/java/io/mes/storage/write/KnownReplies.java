package io.mes.storage.write;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ReplyTable;
import io.mes.storage.conversation.Anchor;
import io.mes.storage.conversation.Inference;
import io.mes.storage.conversation.KnownReply;
import io.mes.storage.conversation.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The replies that are stored and those that a batch adds, as far as requests of the batch send them again. */
final class KnownReplies {

    private final Map<ReplyTable.Key, List<ReplyTable.Row>> found = new HashMap<>();
    private final List<ReplyTable.Row> added = new ArrayList<>();

    /** A conversation with which a request may go on. */
    record Place(ConversationKey conversation, Anchor anchor) {}

    /** Begins with what is stored. */
    KnownReplies(Map<ReplyTable.Key, List<ReplyTable.Row>> stored) {
        note(stored);
    }

    /** Takes in more of what is stored. */
    void note(Map<ReplyTable.Key, List<ReplyTable.Row>> stored) {
        stored.values().forEach(rows -> rows.forEach(this::note));
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
        added.add(row);
    }

    private void note(ReplyTable.Row row) {
        found.computeIfAbsent(row.key(), key -> new ArrayList<>()).add(row);
    }

    /** What {@link #add} has taken in. */
    List<ReplyTable.Row> added() {
        return added;
    }

    /** Where the replies that a request sends again stand, its last reply first. */
    List<Place> of(AddressedChat addressed) {
        List<Place> places = new ArrayList<>();
        for (Inference.Wanted wanted : addressed.wanted()) {
            for (ReplyTable.Row row : found.getOrDefault(addressed.keyOf(wanted), List.of())) {
                places.add(new Place(row.conversation(), wanted.as(row.reply())));
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

    /** Deleted conversations that a request may go on with. */
    List<ConversationKey> deleted(AddressedChat addressed) {
        return addressed.wanted().stream()
                .flatMap(wanted -> found.getOrDefault(addressed.keyOf(wanted).ofDeleted(), List.of()).stream())
                .map(ReplyTable.Row::conversation)
                .toList();
    }

    /** All conversations that hold one of the replies taken in so far. */
    Set<ConversationKey> conversations() {
        Set<ConversationKey> conversations = new TreeSet<>();
        found.values().forEach(rows -> rows.forEach(row -> conversations.add(row.conversation())));
        return conversations;
    }
}
