package io.mes.benchmarks;

import io.mes.storage.engine.Durability;
import io.mes.storage.engine.Servers;
import io.mes.storage.engine.TestEngine;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What stands behind a command: {@code name=value}, any number of times. */
public final class Arguments {

    private static final String ENGINES = "engines";

    private final Map<String, String> values = new TreeMap<>();

    /**
     * Reads the command.
     *
     * @param numbers the names there are besides {@code engines}
     * @throws IllegalArgumentException if it holds anything else
     */
    public Arguments(String[] words, List<String> numbers) {
        for (String word : words) {
            int equals = word.indexOf('=');
            String name = word.substring(0, Math.max(0, equals));
            if (!name.equals(ENGINES) && !numbers.contains(name)) {
                throw new IllegalArgumentException("\"" + word + "\" is no argument; there are " + ENGINES
                        + "=sqlite,mysql and, with a number, " + String.join("=, ", numbers) + "=");
            }
            values.put(name, word.substring(equals + 1));
        }
    }

    /** The number said for a name. */
    public int number(String name, int unlessSaid) {
        String value = values.get(name);
        return value == null ? unlessSaid : Integer.parseInt(value);
    }

    /** The engines to measure: all, unless some are said. */
    List<TestEngine> engines() {
        String names = values.get(ENGINES);
        if (names == null) {
            return List.of(TestEngine.values());
        }
        return Arrays.stream(names.split(","))
                .map(name -> TestEngine.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList();
    }

    /** Starts the servers of these engines as they would run in production; they end with this JVM. */
    static void startServers(List<TestEngine> engines) {
        System.setProperty(
                "mes.test.engines",
                String.join(",", engines.stream().map(TestEngine::name).toList()));
        Servers.start(Durability.PRODUCTION);
    }
}
