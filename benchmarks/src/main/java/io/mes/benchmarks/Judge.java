package io.mes.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells whether the exchanges of a day lie where they belong, in the order in which they were written. Not thread-safe.
 *
 * <p>An exchange belongs where what it goes on with lies, word for word, and is of the same user. Branches belong with what they
 * branch off from. Where all that a request sends of what was said stands in conversations of other clients of the user too, in
 * one piece, nobody could tell them apart: any of these is right, and so is a new one. A first question asked again sends nothing
 * of a model; it may lie alone or with its client.
 */
final class Judge {

    private final Map<String, Tally> tallies = new TreeMap<>();
    private final Map<String, Conversation> conversations = new HashMap<>();
    private final Map<Integer, String> newest = new HashMap<>();
    private final Map<Long, List<Line>> linesOfUsers = new HashMap<>();

    /** What is known of a stored conversation. */
    private static final class Conversation {

        private final Set<Integer> clients = new HashSet<>();
        private final List<Line> lines = new ArrayList<>();
    }

    private record Line(Speaker speaker, List<String> said) {

        boolean isOf(long user) {
            return speaker.user() == user;
        }

        /** Whether a request that sends this may go on with it, for all that can be known. */
        boolean explains(List<String> sent) {
            return !sent.isEmpty() && Collections.indexOfSubList(said, sent) >= 0;
        }
    }

    /** What came of the exchanges of one kind of client. */
    static final class Tally {

        private int exchanges;
        private int goingOn;
        private int missed;
        private int merged;
        private int alike;
        private int unclear;
        private int again;

        void add(Tally other) {
            exchanges += other.exchanges;
            goingOn += other.goingOn;
            missed += other.missed;
            merged += other.merged;
            alike += other.alike;
            unclear += other.unclear;
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

        /** Exchanges that lie with another client's in which all that they send stands as well. */
        int alike() {
            return alike;
        }

        /** Exchanges that begin a conversation, for what they send stands in several. */
        int unclear() {
            return unclear;
        }

        /** First questions asked again, which go on with nothing. */
        int again() {
            return again;
        }
    }

    /** Takes in an exchange, and the conversation that it was stored in. */
    void see(Turn turn, String conversationId) {
        Conversation conversation = conversations.computeIfAbsent(conversationId, unknown -> new Conversation());
        Tally tally = tallies.computeIfAbsent(turn.kind(), kind -> new Tally());
        tally.exchanges++;
        tally.goingOn += turn.before().isEmpty() ? 0 : 1;
        tally.again += turn.again() ? 1 : 0;
        count(turn, conversationId, conversation, tally);
        int client = turn.speaker().client();
        newest.put(client, conversationId);
        conversation.clients.add(client);
        List<Line> ofUser = linesOfUsers.computeIfAbsent(turn.speaker().user(), unknown -> new ArrayList<>());
        for (List<String> said : turn.after()) {
            Line line = new Line(turn.speaker(), said);
            conversation.lines.add(line);
            ofUser.add(line);
        }
    }

    private void count(Turn turn, String conversationId, Conversation conversation, Tally tally) {
        Speaker speaker = turn.speaker();
        boolean goesOn = !turn.before().isEmpty();
        boolean ofOthers = conversation.clients.stream().anyMatch(other -> other != speaker.client());
        if (holds(conversation, turn)) {
            tally.alike += conversationId.equals(newest.get(speaker.client())) ? 0 : 1;
        } else if (ofOthers) {
            boolean alike = conversation.lines.stream()
                    .anyMatch(line -> line.isOf(speaker.user()) && line.explains(turn.sent()));
            tally.alike += alike ? 1 : 0;
            tally.merged += alike ? 0 : 1;
            tally.missed += goesOn && !alike ? 1 : 0;
        } else if (goesOn) {
            boolean unclear = linesOfUsers.getOrDefault(speaker.user(), List.of()).stream()
                    .anyMatch(line -> line.speaker().client() != speaker.client() && line.explains(turn.sent()));
            tally.unclear += unclear ? 1 : 0;
            tally.missed += unclear ? 0 : 1;
        }
    }

    private static boolean holds(Conversation conversation, Turn turn) {
        return !turn.before().isEmpty()
                && conversation.lines.stream()
                        .anyMatch(line ->
                                line.isOf(turn.speaker().user()) && line.said().equals(turn.before()));
    }

    /** By kind of client. */
    Map<String, Tally> tallies() {
        return tallies;
    }
}
