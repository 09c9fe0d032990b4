package io.mes.storage.engine;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which engines the tests of this run cover: all, unless a developer is in a hurry. */
final class EngineChoice {

    static final String PROPERTY = "mes.test.engines";

    private final Set<TestEngine> chosen;
    private final boolean ci;

    /**
     * Reads a choice.
     *
     * @param names names of engines, separated by commas; none means all
     * @param ci whether this is the run that decides, which may leave out nothing
     * @throws IllegalArgumentException if a name is none
     */
    EngineChoice(@Nullable String names, boolean ci) {
        this.chosen = names == null || names.isBlank() ? EnumSet.allOf(TestEngine.class) : parse(names);
        this.ci = ci;
    }

    static EngineChoice ofEnvironment() {
        String ci = System.getenv("CI");
        return new EngineChoice(System.getProperty(PROPERTY), ci != null && !ci.isEmpty() && !ci.equals("false"));
    }

    private static Set<TestEngine> parse(String names) {
        Set<TestEngine> engines = EnumSet.noneOf(TestEngine.class);
        for (String name : names.split(",")) {
            try {
                engines.add(TestEngine.valueOf(name.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        PROPERTY + " names the engine \"" + name + "\"; there are "
                                + Arrays.stream(TestEngine.values())
                                        .map(Enum::name)
                                        .toList(),
                        e);
            }
        }
        return engines;
    }

    boolean includes(TestEngine engine) {
        return chosen.contains(engine);
    }

    /**
     * Why an engine is not tested; empty if it is.
     *
     * @throws IllegalStateException if it is left out where nothing may be
     */
    Optional<String> whyLeftOut(TestEngine engine) {
        if (includes(engine)) {
            return Optional.empty();
        }
        String reason = PROPERTY + " leaves out " + engine;
        if (ci) {
            throw new IllegalStateException(
                    reason + ", and with CI=true every engine must be tested; unset " + PROPERTY);
        }
        return Optional.of(reason);
    }
}
