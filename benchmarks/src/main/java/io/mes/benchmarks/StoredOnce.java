package io.mes.benchmarks;

import io.mes.benchmarks.Judge.Tally;
import io.mes.storage.chat.Chat;
import io.mes.storage.engine.TestEngine;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What storing each message once saves, how often a conversation that nobody names is found, and what that costs.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar io.mes.benchmarks.StoredOnce}
 */
final class StoredOnce {

    private static final Instant DAY = Instant.parse("2026-11-22T08:00:00Z");
    private static final int CHAT_TURNS = 50;
    private static final int AGENT_CALLS = 100;
    private static final int COST_CONVERSATIONS = 200;

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
            storedOnce.cost(engine, arguments.number("rounds", 21), COST_CONVERSATIONS);
        }
    }

    /** Prints how many times smaller a chat and an agent's work are; returns the ratios. */
    List<Double> bytes(TestEngine engine) throws SQLException {
        LongTalks talks = new LongTalks(seed, DAY);
        List<Double> ratios = new ArrayList<>();
        out.printf(
                "%-24s %12s %12s %8s %12s %14s   (%s)%n",
                "bytes a turn", "whole", "once", "times", "parameters", "times, file", engine);
        for (String id : new String[] {"named", null}) {
            String name = id == null ? "unnamed" : "named";
            ratios.add(bytes(engine, name + " chat, " + CHAT_TURNS + " turns", talks.chat(CHAT_TURNS, id)));
            ratios.add(bytes(engine, name + " agent, " + AGENT_CALLS + " calls", talks.agent(AGENT_CALLS, id)));
        }
        return ratios;
    }

    private double bytes(TestEngine engine, String what, List<Chat> chats) throws SQLException {
        StoredBytes whole = StoredBytes.of(engine, DAY, chats, true);
        StoredBytes once = StoredBytes.of(engine, DAY, chats, false);
        double times = (double) whole.rows() / once.rows();
        String file = once.file() == 0 ? "-" : String.format(Locale.ROOT, "%.1f", (double) whole.file() / once.file());
        out.printf(
                Locale.ROOT,
                "%-24s %,12.0f %,12.0f %8.1f %10.1f %% %14s%n",
                what,
                (double) whole.rows() / chats.size(),
                (double) once.rows() / chats.size(),
                times,
                100.0 * once.parameters() / once.rows(),
                file);
        return times;
    }

    /** Prints how a day's conversations were found; returns all kinds together. */
    Tally day(TestEngine engine, int conversations) throws SQLException {
        GeneratedDay day = new GeneratedDay(seed, conversations);
        out.printf(
                "%n%-24s %10s %10s %10s %14s %10s %10s %12s   (%s)%n",
                "a day without ids",
                "exchanges",
                "going on",
                "missed",
                "false merges",
                "alike",
                "unclear",
                "begun again",
                engine);
        Tally all = new Tally();
        for (Map.Entry<String, Tally> kind : day.run(engine).entrySet()) {
            print(kind.getKey().toLowerCase(Locale.ROOT), kind.getValue());
            all.add(kind.getValue());
        }
        print("all", all);
        out.printf(
                Locale.ROOT,
                "missed: %.2f %%, false merges: %.2f %%%n%n",
                100.0 * all.missed() / all.goingOn(),
                100.0 * all.merged() / all.exchanges());
        return all;
    }

    private void print(String what, Tally tally) {
        out.printf(
                Locale.ROOT,
                "%-24s %,10d %,10d %,10d %,14d %,10d %,10d %,12d%n",
                what,
                tally.exchanges(),
                tally.goingOn(),
                tally.missed(),
                tally.merged(),
                tally.alike(),
                tally.unclear(),
                tally.again());
    }

    /** Prints what placing an exchange costs, and the writing of it; returns microseconds of placing, named and not. */
    List<Double> cost(TestEngine engine, int rounds, int conversations) throws SQLException {
        ThreadingCost placing = new ThreadingCost(seed, DAY);
        WritingCost named = new WritingCost(engine, seed, DAY, conversations, true);
        WritingCost unnamed = new WritingCost(engine, seed, DAY, conversations, false);
        List<Samples> samples = List.of(new Samples(), new Samples(), new Samples(), new Samples());
        for (int round = -rounds; round < rounds; round++) {
            List<Double> micros =
                    List.of(placing.micros(true), placing.micros(false), named.micros(), unnamed.micros());
            for (int i = 0; round >= 0 && i < micros.size(); i++) {
                samples.get(i).add(micros.get(i));
            }
        }
        out.printf("processor time at 20 messages of history, beyond parsing, in µs an exchange   (%s)%n", engine);
        out.printf("  placing                named %s, unnamed %s%n", summary(samples, 0), summary(samples, 1));
        out.printf("  writing, with JDBC     named %s, unnamed %s%n%n", summary(samples, 2), summary(samples, 3));
        return List.of(samples.get(0).median(), samples.get(1).median());
    }

    private static String summary(List<Samples> samples, int index) {
        return samples.get(index).summary();
    }
}
