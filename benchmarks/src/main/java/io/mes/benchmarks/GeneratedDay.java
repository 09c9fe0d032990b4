package io.mes.benchmarks;

import io.mes.benchmarks.Judge.Tally;
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
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A day of clients that name no conversation, interleaved: for each {@link Client.Kind} the same number of conversations of two
 * to nine turns, and as many agents of four to twenty calls, one half of which clears old results. They are of a few users, so
 * that each has many at once, and many share a system prompt. Some 200 are under way at any moment. The same seed makes the same
 * day. {@link Judge} tells what is right.
 */
final class GeneratedDay {

    private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");
    private static final Duration LENGTH = Duration.ofHours(12);
    private static final int MAX_DECODED_BYTES = 16 << 20;
    private static final int LARGEST_BATCH = 80;
    private static final int UNDER_WAY = 200;
    private static final int LONGEST_CHAT = 9;
    private static final List<List<String>> CANNED = List.of(
            List.of("thanks", "You are welcome!"),
            List.of("go on", "Is there anything else?"),
            List.of("yes", "Done."),
            List.of("ok", "ok"));
    private static final List<String> STOCK_QUESTIONS = List.of("hi", "thanks", "go on", "help");
    private static final List<String> STOCK_ANSWERS = List.of(
            "Hello! How can I help you today?",
            "Hello! How can I help you?",
            "Hello! How can I assist you today?",
            "Hello! How may I be of service to you today?",
            "Hello! What is on your mind?",
            "Hello there! How can I help you with your work today?");

    private final Random random;
    private final Prose prose;
    private final int conversations;
    private final List<String> prompts;
    private final List<Talk> talks = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();
    private final List<Chat> chats = new ArrayList<>();
    private int clients;

    /** A conversation that has some turns left. */
    private static final class Talk {

        private final Talking side;
        private int left;

        Talk(Talking side, int left) {
            this.side = side;
            this.left = left;
        }
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
        this.prompts = List.of("", "", prose.text(400), prose.text(1500));
        for (int i = 0; i < conversations; i++) {
            begin(i);
        }
        interleave();
        parse();
    }

    private void begin(int number) {
        for (Client.Kind kind : Client.Kind.values()) {
            if (kind == Client.Kind.TWIN) {
                beginTwins();
            } else {
                chat(kind, user(), script(kind));
            }
        }
        Agent agent = new Agent(new Speaker(clients++, user()), number % 2 == 1, random, prose);
        int calls = 4 + random.nextInt(17);
        talks.add(new Talk(() -> agent.turn(agent.calls() >= calls), calls));
    }

    /** Two clients of a user ask the same, and at first get the same answer. */
    private void beginTwins() {
        long user = user();
        List<String> script = List.of(prose.text(), prose.text(), prose.text(), "", prose.text(), "", prose.text());
        chat(Client.Kind.TWIN, user, script);
        chat(Client.Kind.TWIN, user, script);
    }

    private List<String> script(Client.Kind kind) {
        return switch (kind) {
            case SMALL_TALK -> List.of("hi", "Hello! How can I help you?", "how are you?", "I am fine, thank you!");
            case STOCK_ELSEWHERE -> List.of("hi", "Hello! How can I help you?");
            case CUT_STOCK -> stock();
            case CANNED, CANNED_WINDOW -> canned();
            default -> List.of();
        };
    }

    /** The same questions as others ask, and answers that begin as others do. */
    private List<String> stock() {
        List<String> script = new ArrayList<>();
        for (int turn = 0; turn < LONGEST_CHAT; turn++) {
            script.add(STOCK_QUESTIONS.get(random.nextInt(STOCK_QUESTIONS.size())));
            script.add(STOCK_ANSWERS.get(random.nextInt(STOCK_ANSWERS.size())));
        }
        return script;
    }

    /** Half of the turns are those that stand in any conversation. */
    private List<String> canned() {
        List<String> script = new ArrayList<>();
        for (int turn = 0; turn < LONGEST_CHAT; turn++) {
            script.addAll(random.nextBoolean() ? List.of("", "") : CANNED.get(random.nextInt(CANNED.size())));
        }
        return script;
    }

    private void chat(Client.Kind kind, long user, List<String> script) {
        String prompt = prompts.get(random.nextInt(prompts.size()));
        Client client = new Client(kind, new Speaker(clients++, user), prompt, script, random, prose);
        talks.add(new Talk(client, 2 + random.nextInt(LONGEST_CHAT - 1)));
    }

    private long user() {
        return 1L + random.nextInt(Math.max(2, conversations / 2));
    }

    private void interleave() {
        List<Talk> open = new ArrayList<>();
        int next = 0;
        while (next < talks.size() || !open.isEmpty()) {
            while (open.size() < UNDER_WAY && next < talks.size()) {
                open.add(talks.get(next++));
            }
            Talk talk = open.get(random.nextInt(open.size()));
            if (talk.side instanceof Client client && client.borrows()) {
                client.lend(saidByAnother(client.speaker().user()));
            }
            turns.add(talk.side.turn());
            if (--talk.left == 0) {
                open.remove(talk);
            }
        }
    }

    /** What another user has said and heard so far; where nobody has spoken, what a client might invent. */
    private List<String> saidByAnother(long user) {
        List<Client> lenders = new ArrayList<>();
        for (Talk talk : talks) {
            if (talk.side instanceof Client client && client.speaker().user() != user && client.lends()) {
                lenders.add(client);
            }
        }
        return lenders.isEmpty()
                ? List.of(prose.text(), prose.text())
                : lenders.get(random.nextInt(lenders.size())).history();
    }

    private void parse() {
        ExchangeIds ids = new ExchangeIds();
        ExchangeParser parser = new ExchangeParser(MAX_DECODED_BYTES);
        Duration pause = LENGTH.dividedBy(turns.size());
        for (Turn turn : turns) {
            Instant at = START.plus(pause.multipliedBy(chats.size()));
            String id = ids.next(at.toEpochMilli());
            chats.add(parser.parse(Traffic.exchange(id, at, turn, null)));
        }
    }

    /** Writes the day and finds out where everything went, by kind of client. */
    Map<String, Tally> run(TestEngine engine) throws SQLException {
        Random sizes = new Random(chats.size());
        try (WrittenDatabase database = WrittenDatabase.create(engine, START)) {
            int start = 0;
            while (start < chats.size()) {
                int end = Math.min(chats.size(), start + 1 + sizes.nextInt(LARGEST_BATCH));
                database.write(chats.subList(start, end));
                start = end;
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
        Judge judge = new Judge();
        for (int i = 0; i < turns.size(); i++) {
            Chat chat = chats.get(i);
            String reply = String.format(
                    "%s-%06d", chat.exchange().id(), chat.request().messages().size());
            String conversation = conversationOfReply.get(reply);
            if (conversation == null) {
                throw new IllegalStateException("The reply " + reply + " was not stored");
            }
            judge.see(turns.get(i), conversation);
        }
        return judge.tallies();
    }
}
