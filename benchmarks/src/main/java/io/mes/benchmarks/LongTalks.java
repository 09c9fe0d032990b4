package io.mes.benchmarks;

import io.mes.storage.chat.Chat;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.parse.ExchangeParser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A long chat and the long work of an agent, whose requests send everything again. The same seed makes the same ones. */
final class LongTalks {

    private static final int MAX_DECODED_BYTES = 16 << 20;
    private static final int PROMPT = 1500;
    private static final Speaker SPEAKER = new Speaker(0, 1);

    private final long seed;
    private final Instant start;

    LongTalks(long seed, Instant start) {
        this.seed = seed;
        this.start = start;
    }

    /**
     * A chat with a system prompt of some 1,500 characters.
     *
     * @param id names the conversation; null for none
     */
    List<Chat> chat(int turnCount, @Nullable String id) {
        Random random = new Random(seed);
        Prose prose = new Prose(random);
        Client client = new Client(Client.Kind.FULL_HISTORY, SPEAKER, prose.text(PROMPT), List.of(), random, prose);
        List<Turn> turns = new ArrayList<>();
        for (int turn = 0; turn < turnCount; turn++) {
            turns.add(client.turn());
        }
        return parsed(turns, id);
    }

    /**
     * An agent that makes at least so many calls and then answers.
     *
     * @param id names the conversation; null for none
     */
    List<Chat> agent(int calls, @Nullable String id) {
        Random random = new Random(seed);
        Agent agent = new Agent(SPEAKER, false, random, new Prose(random));
        List<Turn> turns = new ArrayList<>();
        while (agent.calls() < calls) {
            turns.add(agent.turn(false));
        }
        turns.add(agent.turn(true));
        return parsed(turns, id);
    }

    private List<Chat> parsed(List<Turn> turns, @Nullable String id) {
        ExchangeIds ids = new ExchangeIds();
        ExchangeParser parser = new ExchangeParser(MAX_DECODED_BYTES);
        List<Chat> chats = new ArrayList<>();
        for (Turn turn : turns) {
            Instant at = start.plusSeconds(chats.size());
            chats.add(parser.parse(Traffic.exchange(ids.next(at.toEpochMilli()), at, turn, id)));
        }
        return chats;
    }
}
