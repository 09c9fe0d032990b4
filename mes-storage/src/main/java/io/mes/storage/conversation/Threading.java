package io.mes.storage.conversation;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.conversation.Placement.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Places an exchange in its conversation. Use once for each exchange. Not thread-safe. */
public final class Threading {

    private final Chat chat;
    private final Sent sent;
    private final ConversationState stored;
    private final ConversationState state;
    private final String exchangeId;
    private final List<ChatMessage> messages;
    private final List<ChatReply> replies;
    private final int leadLength;
    private final @Nullable Alignment alignment;
    private final ContextLinks context;
    private final SharedParameters parameters;
    private final String home;

    private final List<Place> places = new ArrayList<>();
    private final List<String> contextIds = new ArrayList<>();
    private final List<Link> added = new ArrayList<>();
    private String lineEnd;

    private Threading(ConversationState stored, Chat chat, @Nullable Anchor anchor, String home) {
        this.chat = chat;
        this.sent = Sent.of(chat);
        this.stored = stored;
        this.state = base(stored, sent, anchor);
        this.exchangeId = chat.exchange().id();
        this.messages = chat.request().messages();
        this.replies = chat.response().replies();
        this.leadLength = sent.lead().size();
        this.context = new ContextLinks(state);
        this.parameters = new SharedParameters(state.parameters());
        this.home = home;
        this.alignment = Alignment.of(sent.body(), sent.hashes(), state);
        this.lineEnd = alignedEnd();
    }

    /** The newest line, unless the request goes on with another one, or with a reply that only its id tells. */
    private static ConversationState base(ConversationState stored, Sent sent, @Nullable Anchor anchor) {
        if (anchor != null && anchor.isNamed()) {
            boolean newest = anchor.reply().end().messageId().equals(stored.head());
            return newest ? stored : stored.asOf(anchor.reply().end());
        }
        List<LineEnd> others = new ArrayList<>(stored.ends());
        if (anchor != null && anchor.endsWholeLine(sent.hashes())) {
            others.add(anchor.reply().end());
        }
        LineEnd longest = others.stream()
                .filter(end -> end.isReachedBy(sent.hashes()))
                .max(Comparator.comparingLong(LineEnd::length))
                .orElse(null);
        if (longest == null) {
            return stored;
        }
        Alignment met = Alignment.of(sent.body(), sent.hashes(), stored);
        return met != null && met.end() >= longest.length() ? stored : stored.asOf(longest);
    }

    /**
     * Finds out which messages of a chat are new and what they follow.
     *
     * @param state the conversation as stored, {@link ConversationState#EMPTY} if nothing is
     * @param anchor a reply of this conversation that the request goes on with; null if none is known
     * @param home names the day, or whatever else, with which the rows of the chat are going to be forgotten
     */
    public static Placement place(ConversationState state, Chat chat, @Nullable Anchor anchor, String home) {
        return new Threading(state, chat, anchor, home).place();
    }

    /** Places a chat that is stored whole, whatever else there is. */
    public static Placement placeAlone(Chat chat) {
        return place(ConversationState.EMPTY, chat, null, "");
    }

    private Placement place() {
        String before = lineEnd;
        for (int i = 0; i < messages.size(); i++) {
            places.add(placeOf(i));
        }
        List<String> replyIds = new ArrayList<>();
        for (int i = 0; i < replies.size(); i++) {
            replyIds.add(MessageIds.of(exchangeId, messages.size() + i));
        }
        if (!replyIds.isEmpty()) {
            parameters.use(chat.request().digests(), replyIds.get(0), home);
        }
        LineAfter after = new LineAfter(sent, state, alignment);
        List<KnownReply> known = after.replies(chat, replyIds);
        return new Placement(
                places,
                replyIds,
                lineEnd,
                contextIds,
                from(),
                parameters.holders(),
                next(before, replyIds, known),
                known,
                after.response(chat, replyIds));
    }

    /** What comes after exchanges that were begun later does not turn the line back to where it was then. */
    private ConversationState next(String before, List<String> replyIds, List<KnownReply> known) {
        boolean onLine = before.equals(stored.head());
        boolean late = exchangeId.compareTo(stored.newestExchange()) < 0;
        if (late && !onLine) {
            Straggler straggler = new Straggler(exchangeId, before, false);
            LineEnd end = known.isEmpty() ? null : known.get(0).end();
            return stored.withBeside(straggler, end, context.links(), parameters.newest());
        }
        List<Straggler> stragglers = onLine || alignment == null
                ? state.stragglers()
                : Straggler.turned(
                        state.stragglers(),
                        state.tail().subList(alignment.tailEnd(), state.tail().size()),
                        before);
        if (late) {
            stragglers = Straggler.plus(stragglers, new Straggler(exchangeId, before, true));
        }
        return new NextState(stored, state, alignment, added, replyLinks(replyIds))
                .after(before, context.links(), contextIds.subList(0, leadLength))
                .with(stragglers, parameters.newest());
    }

    /** The message of the line after which the new ones go: the last one met, or the newest where none was. */
    private String alignedEnd() {
        if (alignment == null) {
            return state.head();
        }
        Link turn = alignment.turn();
        return turn != null ? turn.messageId() : state.before(alignment.tailEnd());
    }

    private Place placeOf(int index) {
        int inBody = index - leadLength;
        if (inBody < 0 || (alignment != null && inBody < alignment.start())) {
            return contextPlace(index);
        }
        if (alignment != null && inBody < alignment.end()) {
            return new Place(storedId(alignment, inBody), true, false, "");
        }
        String id = MessageIds.of(exchangeId, index);
        added.add(new Link(id, hash(index)));
        Place place = new Place(id, false, false, lineEnd);
        lineEnd = id;
        return place;
    }

    private long hash(int index) {
        return messages.get(index).fingerprint();
    }

    private Place contextPlace(int index) {
        String known = context.use(hash(index));
        String id = known != null ? known : MessageIds.of(exchangeId, index);
        if (known == null) {
            context.add(new Link(id, hash(index)));
        }
        contextIds.add(id);
        return new Place(id, known != null, true, "");
    }

    /** The id of a message met on the line; empty for one that lies before the tail, whose id nobody needs. */
    private String storedId(Alignment met, int inBody) {
        int fromEnd = met.end() - inBody;
        int tailIndex = met.tailEnd() - fromEnd;
        if (fromEnd == 1) {
            return alignedEnd();
        }
        return tailIndex < 0 ? "" : state.tail().get(tailIndex).messageId();
    }

    private @Nullable String from() {
        if (alignment == null) {
            boolean lineHadBegun = !state.head().isEmpty();
            return !lineHadBegun ? null : added.isEmpty() ? "" : added.get(0).messageId();
        }
        int tailStart = alignment.tailEnd() - (alignment.end() - alignment.start());
        boolean fromFirst = tailStart + state.length() <= 0 || tailStart < 0;
        return fromFirst ? null : state.tail().get(tailStart).messageId();
    }

    private List<Link> replyLinks(List<String> ids) {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            links.add(new Link(ids.get(i), replies.get(i).message().fingerprint()));
        }
        return links;
    }
}
