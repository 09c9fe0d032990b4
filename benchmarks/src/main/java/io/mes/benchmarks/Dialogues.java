package io.mes.benchmarks;

import io.mes.storage.chat.Chat;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.parse.ExchangeParser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Conversations of many turns as clients have them: each request sends again all that was said before. Every exchange
 * adds two messages. The same seed makes the same texts. Not thread-safe.
 */
final class Dialogues {

    private static final int MAX_DECODED_BYTES = 16 << 20;

    /** How likely a conversation goes on after a turn: five turns on average. */
    private static final double GOES_ON = 0.8;

    private final Random random;
    private final Prose prose;
    private final String idPrefix;
    private final ExchangeIds ids = new ExchangeIds();
    private final ExchangeParser parser = new ExchangeParser(MAX_DECODED_BYTES);
    private final Map<Long, Dialogue> open = new HashMap<>();
    private int begun;

    private record Dialogue(long user, @Nullable String id, List<String> said) {}

    /**
     * Begins with no conversation.
     *
     * @param idPrefix tells the conversations of several generators apart
     */
    Dialogues(long seed, String idPrefix) {
        this.random = new Random(seed);
        this.prose = new Prose(random);
        this.idPrefix = idPrefix;
    }

    /** How many conversations have begun. */
    int conversations() {
        return begun;
    }

    /** The mean size of what was said, in bytes of UTF-8. */
    double meanBytes() {
        return prose.meanBytes();
    }

    /** An exchange of one of the users 1 to a number. */
    Chat ofAnyone(int users, Instant at) {
        long user = 1L + random.nextInt(users);
        Dialogue dialogue = open.computeIfAbsent(user, this::begin);
        if (random.nextDouble() > GOES_ON) {
            open.remove(user);
        }
        return turn(dialogue, at);
    }

    private Dialogue begin(long user) {
        begun++;
        return new Dialogue(user, idPrefix + begun, new ArrayList<>());
    }

    /**
     * A whole conversation of so many turns, all at one moment.
     *
     * @param id names it; null for none
     */
    List<Chat> conversation(long user, @Nullable String id, int turns, Instant at) {
        Dialogue dialogue = new Dialogue(user, id, new ArrayList<>());
        List<Chat> chats = new ArrayList<>();
        for (int i = 0; i < turns; i++) {
            chats.add(turn(dialogue, at));
        }
        return chats;
    }

    /** One more turn of a conversation whose client sends only what is new. */
    Chat append(long user, String id, Instant at) {
        return turn(new Dialogue(user, id, new ArrayList<>()), at);
    }

    private Chat turn(Dialogue dialogue, Instant at) {
        dialogue.said().add(Traffic.message("user", prose.text()));
        String request = Traffic.request(dialogue.said());
        String answer = prose.text();
        dialogue.said().add(Traffic.message("assistant", answer));
        String id = ids.next(at.toEpochMilli());
        return parser.parse(Traffic.exchange(id, at, dialogue.user(), dialogue.id(), request, Traffic.answer(answer)));
    }
}
