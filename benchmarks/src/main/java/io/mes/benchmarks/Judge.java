package io.mes.benchmarks;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells whether the exchanges of a day lie where they belong, in the order in which they were written. Not thread-safe.
 *
 * <p>An exchange belongs where what it goes on with lies, word for word, and is of the same user; where that is in several
 * conversations, nobody could tell them apart and any is right. Branches belong with what they branch off from. A first question
 * asked again sends nothing of a model; it may lie alone or with its client.
 */
final class Judge {

    private final Map<String, Tally> tallies = new TreeMap<>();
    private final Map<String, Conversation> conversations = new HashMap<>();
    private final Map<Integer, String> newest = new HashMap<>();

    /** What is known of a stored conversation. */
    private static final class Conversation {

        private final Set<Integer> clients = new HashSet<>();
        private final Set<Line> lines = new HashSet<>();
    }

    private record Line(long user, List<String> said) {}

    /** What came of the exchanges of one kind of client. */
    static final class Tally {

        private int exchanges;
        private int goingOn;
        private int missed;
        private int merged;
        private int alike;
        private int again;

        void add(Tally other) {
            exchanges += other.exchanges;
            goingOn += other.goingOn;
            missed += other.missed;
            merged += other.merged;
            alike += other.alike;
            again += other.again;
        }

        int exchanges() {
            return exchanges;
        }

        /** Exchanges that send replies of their conversation again. */
        int goingOn() {
            return goingOn;
        }

        /** Of these, those that do not lie where what they go on with lies. */
        int missed() {
            return missed;
        }

        /** Exchanges that lie with another client's, where they have no place. */
        int merged() {
            return merged;
        }

        /** Exchanges that lie with another client's that has said and heard the same, word for word, until then. */
        int alike() {
            return alike;
        }

        /** First questions asked again, which go on with nothing. */
        int again() {
            return again;
        }
    }

    /** Takes in an exchange, and the conversation that it was stored in. */
    void see(Turn turn, String conversationId) {
        int client = turn.speaker().client();
        long user = turn.speaker().user();
        Conversation conversation = conversations.computeIfAbsent(conversationId, unknown -> new Conversation());
        Tally tally = tallies.computeIfAbsent(turn.kind(), kind -> new Tally());
        boolean goesOn = !turn.before().isEmpty();
        boolean holds = goesOn && conversation.lines.contains(new Line(user, turn.before()));
        boolean ofOthers = conversation.clients.stream().anyMatch(other -> other != client);
        tally.exchanges++;
        tally.goingOn += goesOn ? 1 : 0;
        tally.again += turn.again() ? 1 : 0;
        tally.missed += goesOn && !holds ? 1 : 0;
        tally.merged += ofOthers && !holds ? 1 : 0;
        tally.alike += holds && !conversationId.equals(newest.get(client)) ? 1 : 0;
        newest.put(client, conversationId);
        conversation.clients.add(client);
        turn.after().forEach(line -> conversation.lines.add(new Line(user, line)));
    }

    /** By kind of client. */
    Map<String, Tally> tallies() {
        return tallies;
    }
}
