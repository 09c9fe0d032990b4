package io.mes.benchmarks;

import io.mes.storage.chat.Chat;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.parse.ExchangeParser;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A day of clients that name no conversation, interleaved: for each {@link Client.Kind} the same number of conversations of two
 * to nine turns, and as many agents of four to twenty calls, all of a few users, so that most have several at once. The same seed
 * makes the same day.
 *
 * <p>An exchange is where it belongs if what it goes on with, word for word, lies in its conversation; where that is in several,
 * any is right. If it lies elsewhere and is not the first of its conversation, that is a false merge. If it
 * goes on with something and begins a conversation, that was missed. Nobody could tell where nothing but questions is sent again.
 */
final class GeneratedDay {

    private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");
    private static final Duration PAUSE = Duration.ofMillis(150);
    private static final int MAX_DECODED_BYTES = 16 << 20;
    private static final int BATCH = 40;

    private final Random random;
    private final Prose prose;
    private final int conversations;
    private final ExchangeIds ids = new ExchangeIds();
    private final ExchangeParser parser = new ExchangeParser(MAX_DECODED_BYTES);
    private final List<Turn> turns = new ArrayList<>();
    private final List<Chat> chats = new ArrayList<>();

    /** What came of the exchanges of one kind of client. */
    static final class Tally {

        private int exchanges;
        private int goingOn;
        private int missed;
        private int merged;

        void add(Tally other) {
            exchanges += other.exchanges;
            goingOn += other.goingOn;
            missed += other.missed;
            merged += other.merged;
        }

        int exchanges() {
            return exchanges;
        }

        /** Exchanges that send replies of their conversation again. */
        int goingOn() {
            return goingOn;
        }

        int missed() {
            return missed;
        }

        /** Exchanges in a conversation in which they have no place. */
        int merged() {
            return merged;
        }
    }

    private interface Talking {
        Turn turn();
    }

    /**
     * A day.
     *
     * @param conversations of each kind
     */
    GeneratedDay(long seed, int conversations) {
        this.random = new Random(seed);
        this.prose = new Prose(random);
        this.conversations = conversations;
        generate();
    }

    private void generate() {
        List<Talking> left = new ArrayList<>();
        Client last = null;
        for (int i = 0; i < conversations; i++) {
            for (Client.Kind kind : Client.Kind.values()) {
                List<String> lent = last == null ? List.of() : last.history();
                Client client =
                        new Client(kind, user(), kind == Client.Kind.BORROWED ? lent : List.of(), random, prose);
                add(left, client::turn, 2 + random.nextInt(8));
                last = client;
            }
            Agent agent = new Agent(user(), random, prose);
            int calls = 4 + random.nextInt(17);
            add(left, () -> agent.turn(agent.calls() >= calls), calls);
        }
        interleave(left);
    }

    private long user() {
        return 1L + random.nextInt(Math.max(2, conversations / 2));
    }

    private static void add(List<Talking> left, Talking client, int turns) {
        for (int turn = 0; turn < turns; turn++) {
            left.add(client);
        }
    }

    /** Takes turns from a window that moves over the conversations, so that some hundred are under way at once. */
    private void interleave(List<Talking> left) {
        int window = 400;
        List<Talking> open = new ArrayList<>();
        int next = 0;
        while (next < left.size() || !open.isEmpty()) {
            while (open.size() < window && next < left.size()) {
                open.add(left.get(next++));
            }
            take(open.remove(random.nextInt(open.size())).turn());
        }
    }

    private void take(Turn turn) {
        Instant at = START.plus(PAUSE.multipliedBy(turns.size()));
        String id = ids.next(at.toEpochMilli());
        turns.add(turn);
        chats.add(parser.parse(Traffic.exchange(id, at, turn.user(), null, turn.request(), turn.response())));
    }

    /** Writes the day and finds out where everything went, by kind of client. */
    Map<String, Tally> run(TestEngine engine) throws SQLException {
        try (WrittenDatabase database = WrittenDatabase.create(engine, START)) {
            for (int start = 0; start < chats.size(); start += BATCH) {
                database.write(chats.subList(start, Math.min(chats.size(), start + BATCH)));
            }
            database.requireUndisturbed();
            return judge(conversationOfReplies(database));
        }
    }

    private static Map<String, String> conversationOfReplies(WrittenDatabase database) throws SQLException {
        Map<String, String> conversations = new HashMap<>();
        try (Connection connection = database.database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT message_id, conversation_id FROM " + database.table())) {
            while (rows.next()) {
                conversations.put(rows.getString(1), rows.getString(2));
            }
        }
        return conversations;
    }

    private Map<String, Tally> judge(Map<String, String> conversationOfReply) {
        Map<String, Tally> tallies = new TreeMap<>();
        Map<String, Set<Object>> linesOf = new HashMap<>();
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            Chat chat = chats.get(i);
            String reply = String.format(
                    "%s-%06d", chat.exchange().id(), chat.request().messages().size());
            String conversation = turn.user() + " " + conversationOfReply.get(reply);
            Set<Object> lines = linesOf.computeIfAbsent(conversation, unknown -> new HashSet<>());
            Tally tally = tallies.computeIfAbsent(turn.kind(), kind -> new Tally());
            tally.exchanges++;
            boolean begins = lines.isEmpty();
            boolean goesOn = !turn.before().isEmpty();
            tally.goingOn += goesOn ? 1 : 0;
            if (goesOn && begins) {
                tally.missed++;
            } else if (!begins && !lines.contains(turn.before())) {
                tally.merged++;
            }
            lines.addAll(turn.after());
        }
        return tallies;
    }
}
