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
import java.util.function.Function;

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

    /**
     * Measures; arguments are {@code engines=}, {@code seed=}, {@code talks=} (long ones, of each kind), {@code conversations=} (of
     * each kind of client of the day) and {@code rounds=}.
     */
    public static void main(String[] words) throws SQLException {
        Arguments arguments = new Arguments(words, List.of("seed", "talks", "conversations", "rounds"));
        List<TestEngine> engines = arguments.engines();
        Arguments.startServers(engines);
        StoredOnce storedOnce = new StoredOnce(arguments.number("seed", 20261122), System.out);
        for (TestEngine engine : engines) {
            storedOnce.bytes(engine, arguments.number("talks", 20));
            storedOnce.day(engine, arguments.number("conversations", 100));
            storedOnce.cost(engine, arguments.number("rounds", 21), COST_CONVERSATIONS);
        }
    }

    /**
     * Prints how many times smaller chats and the work of agents are; returns the ratios of all talks of a kind together.
     *
     * @param talks of each kind, from seeds that follow each other: what one saves depends on what is said in it
     */
    List<Double> bytes(TestEngine engine, int talks) throws SQLException {
        List<Double> ratios = new ArrayList<>();
        out.printf(
                "%-24s %12s %12s %8s %24s %12s %12s   (%s, %d of each)%n",
                "bytes a turn", "whole", "once", "times", "of each talk", "parameters", "times, file", engine, talks);
        for (String id : new String[] {"named", null}) {
            String name = id == null ? "unnamed" : "named";
            ratios.add(
                    bytes(engine, talks, name + " chat, " + CHAT_TURNS + " turns", talk -> talk.chat(CHAT_TURNS, id)));
            ratios.add(bytes(
                    engine, talks, name + " agent, " + AGENT_CALLS + " calls", talk -> talk.agent(AGENT_CALLS, id)));
        }
        return ratios;
    }

    private double bytes(TestEngine engine, int talks, String what, Function<LongTalks, List<Chat>> kind)
            throws SQLException {
        StoredBytes allWhole = StoredBytes.NONE;
        StoredBytes allOnce = StoredBytes.NONE;
        Samples each = new Samples();
        int turns = 0;
        for (int talk = 0; talk < talks; talk++) {
            List<Chat> chats = kind.apply(new LongTalks(seed + talk, DAY));
            StoredBytes whole = StoredBytes.of(engine, DAY, chats, true);
            StoredBytes once = StoredBytes.of(engine, DAY, chats, false);
            each.add((double) whole.rows() / once.rows());
            allWhole = allWhole.plus(whole);
            allOnce = allOnce.plus(once);
            turns += chats.size();
        }
        double times = (double) allWhole.rows() / allOnce.rows();
        out.printf(
                Locale.ROOT,
                "%-24s %,12d %,12d %8.1f %24s %10.1f %% %12s%n",
                what,
                allWhole.rows() / turns,
                allOnce.rows() / turns,
                times,
                each.summary(),
                100.0 * allOnce.parameters() / allOnce.rows(),
                allOnce.file() == 0
                        ? "-"
                        : String.format(Locale.ROOT, "%.1f", (double) allWhole.file() / allOnce.file()));
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
