package io.mes.benchmarks;

import io.mes.benchmarks.GeneratedDay.Tally;
import io.mes.storage.chat.Chat;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.parse.ExchangeParser;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What storing each message once saves, how often a conversation that nobody names is found, and what that costs.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar io.mes.benchmarks.StoredOnce}
 */
final class StoredOnce {

    private static final Instant DAY = Instant.parse("2026-11-22T08:00:00Z");
    private static final int MAX_DECODED_BYTES = 16 << 20;
    private static final int CHAT_TURNS = 50;
    private static final int AGENT_CALLS = 100;

    private final long seed;
    private final PrintStream out;

    StoredOnce(long seed, PrintStream out) {
        this.seed = seed;
        this.out = out;
    }

    /** Measures; arguments are {@code engines=}, {@code seed=}, {@code conversations=} (of each kind) and {@code rounds=}. */
    public static void main(String[] words) throws SQLException {
        Arguments arguments = new Arguments(words, List.of("seed", "conversations", "rounds"));
        List<TestEngine> engines = arguments.engines();
        Arguments.startServers(engines);
        StoredOnce storedOnce = new StoredOnce(arguments.number("seed", 20261122), System.out);
        for (TestEngine engine : engines) {
            storedOnce.bytes(engine);
            storedOnce.day(engine, arguments.number("conversations", 100));
        }
        storedOnce.cost(arguments.number("rounds", 21));
    }

    /** Prints how many times smaller a chat and an agent's work are; returns the ratios. */
    List<Double> bytes(TestEngine engine) throws SQLException {
        List<Double> ratios = new ArrayList<>();
        out.printf("%-24s %14s %14s %8s   (%s)%n", "bytes a turn", "whole", "once", "times", engine);
        for (String id : new String[] {"named", null}) {
            String name = id == null ? "unnamed" : "named";
            ratios.add(bytes(engine, name + " chat, " + CHAT_TURNS + " turns", chat(id)));
            ratios.add(bytes(engine, name + " agent, " + AGENT_CALLS + " calls", agent(id)));
        }
        return ratios;
    }

    private double bytes(TestEngine engine, String what, List<Chat> chats) throws SQLException {
        double whole = (double) StoredBytes.of(engine, DAY, chats, true) / chats.size();
        double once = (double) StoredBytes.of(engine, DAY, chats, false) / chats.size();
        out.printf(Locale.ROOT, "%-24s %,14.0f %,14.0f %8.1f%n", what, whole, once, whole / once);
        return whole / once;
    }

    private List<Chat> chat(@Nullable String id) {
        Random random = new Random(seed);
        Prose prose = new Prose(random);
        Client client = new Client(Client.Kind.FULL_HISTORY, 1, List.of(), random, prose);
        List<Turn> turns = new ArrayList<>();
        for (int turn = 0; turn < CHAT_TURNS; turn++) {
            turns.add(client.turn());
        }
        return parsed(turns, id);
    }

    private List<Chat> agent(@Nullable String id) {
        Random random = new Random(seed);
        Agent agent = new Agent(1, random, new Prose(random));
        List<Turn> turns = new ArrayList<>();
        while (agent.calls() < AGENT_CALLS) {
            turns.add(agent.turn(false));
        }
        turns.add(agent.turn(true));
        return parsed(turns, id);
    }

    private static List<Chat> parsed(List<Turn> turns, @Nullable String id) {
        ExchangeIds ids = new ExchangeIds();
        ExchangeParser parser = new ExchangeParser(MAX_DECODED_BYTES);
        List<Chat> chats = new ArrayList<>();
        for (Turn turn : turns) {
            Instant at = DAY.plusSeconds(chats.size());
            chats.add(parser.parse(Traffic.exchange(
                    ids.next(at.toEpochMilli()), at, turn.user(), id, turn.request(), turn.response())));
        }
        return chats;
    }

    /** Prints how a day's conversations were found; returns all kinds together. */
    Tally day(TestEngine engine, int conversations) throws SQLException {
        GeneratedDay day = new GeneratedDay(seed, conversations);
        out.printf(
                "%n%-24s %10s %10s %10s %14s   (%s)%n",
                "a day without ids", "exchanges", "going on", "missed", "false merges", engine);
        Tally all = new Tally();
        for (Map.Entry<String, Tally> kind : day.run(engine).entrySet()) {
            print(kind.getKey().toLowerCase(Locale.ROOT), kind.getValue());
            all.add(kind.getValue());
        }
        print("all", all);
        out.printf(Locale.ROOT, "missed: %.2f %%%n%n", 100.0 * all.missed() / all.goingOn());
        return all;
    }

    private void print(String what, Tally tally) {
        out.printf(
                Locale.ROOT,
                "%-24s %,10d %,10d %,10d %,14d%n",
                what,
                tally.exchanges(),
                tally.goingOn(),
                tally.missed(),
                tally.merged());
    }

    /** Prints what placing an exchange costs; returns microseconds, named and not. */
    List<Double> cost(int rounds) {
        ThreadingCost cost = new ThreadingCost(seed, DAY);
        Samples named = new Samples();
        Samples unnamed = new Samples();
        for (int round = -rounds; round < rounds; round++) {
            double first = cost.micros(true);
            double second = cost.micros(false);
            if (round >= 0) {
                named.add(first);
                unnamed.add(second);
            }
        }
        out.printf(
                Locale.ROOT,
                "processor time beyond parsing at 20 messages of history, in µs: named %s, unnamed %s%n",
                named.summary(),
                unnamed.summary());
        return List.of(named.median(), unnamed.median());
    }
}
