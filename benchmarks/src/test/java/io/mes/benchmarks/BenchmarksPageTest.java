package io.mes.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.docs.DocPage;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Verifies that the commands on the page about benchmarks run, with all arguments that it names, each as small as can be. Measures
 * nothing.
 */
@Timeout(300)
final class BenchmarksPageTest {

    private static final Pattern COMMAND = Pattern.compile(
            "```bash\njava -cp benchmarks/target/benchmarks\\.jar (\\S+)\n```\n(.*?)(?=```|\\z)", Pattern.DOTALL);
    private static final Pattern ARGUMENT = Pattern.compile("`(\\w+)=(\\S*)`");

    /** Of what would take long otherwise, or fill nothing. No requests to whole gateways, which {@code gateway} tests send. */
    private static final Map<String, String> SMALL = Map.of(
            "engines",
            "sqlite",
            "warmups",
            "0",
            "rate",
            "0",
            "days",
            "30",
            "exchanges",
            "30",
            "messages",
            "400",
            "EndToEnd.streams",
            "0");

    /** What the commands set, for who comes after them in this JVM. */
    @AfterEach
    void forget() {
        System.clearProperty("mes.test.engines");
    }

    private static DocPage page() throws IOException {
        return DocPage.of("benchmarks/README.md");
    }

    static Stream<MatchResult> commands() throws IOException {
        return COMMAND.matcher(page().text()).results();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldRun(MatchResult command) throws Exception {
        Class<?> type = Class.forName(command.group(1));
        String told = command.group(2).substring(command.group(2).indexOf("Arguments"));
        String[] words = ARGUMENT.matcher(told.substring(0, (told + "\n\n").indexOf("\n\n")))
                .results()
                .map(argument -> small(type, argument.group(1)))
                .toArray(String[]::new);
        assertThat(words).isNotEmpty();

        Method main = type.getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        main.invoke(null, (Object) words);
    }

    private static String small(Class<?> command, String argument) {
        String always = SMALL.getOrDefault(argument, "1");
        return argument + "=" + SMALL.getOrDefault(command.getSimpleName() + "." + argument, always);
    }

    @Test
    void shouldShowEachOnce() throws Exception {
        assertThat(commands().map(command -> command.group(1)))
                .doesNotHaveDuplicates()
                .hasSize(page().blocks("bash").size() - 1);
    }

    /** What other pages say was run is run here as well, with some of the arguments that are named here. */
    @Test
    void shouldNameNoOthersElsewhere() throws Exception {
        Pattern inline = Pattern.compile("`java -(?:cp (\\S+) )?(?:jar \\S+ )?([\\w.]+)([^`]*)`");
        Map<String, String> here = commands().collect(Collectors.toMap(one -> one.group(1), one -> one.group(2)));
        int found = 0;
        for (DocPage page : DocPage.all()) {
            for (MatchResult command : inline.matcher(page.text()).results().toList()) {
                if (command.group().contains("benchmarks.jar")) {
                    found++;
                    if (command.group(1) == null) {
                        Class.forName("io.mes.benchmarks." + command.group(2));
                        continue;
                    }
                    assertThat(here).as(page.path()).containsKey(command.group(2));
                    Pattern.compile("(\\w+=)")
                            .matcher(command.group(3))
                            .results()
                            .forEach(argument -> assertThat(here.get(command.group(2)))
                                    .as(command.group())
                                    .contains("`" + argument.group(1)));
                }
            }
        }
        assertThat(found).isGreaterThan(4);
    }

    /** As its main class does, with the options of the page and those that make one of them short. */
    @Test
    void shouldRunTheSuite() throws Exception {
        String command = page().block("java -jar benchmarks/target/benchmarks.jar ");
        List<String> options = List.of(command.strip().split(" "));
        List<String> part = List.of("ReadBenchmark", "-p", "engine=SQLITE");
        assertThat(page().text()).contains("`" + String.join(" ", part) + "`");
        String[] words = Stream.concat(options.subList(3, options.size()).stream(), part.stream())
                .toArray(String[]::new);

        assertThat(new Runner(new OptionsBuilder()
                                .parent(new CommandLineOptions(words))
                                .forks(0)
                                .warmupIterations(0)
                                .measurementIterations(1)
                                .measurementTime(TimeValue.milliseconds(20))
                                .shouldFailOnError(true)
                                .verbosity(VerboseMode.SILENT)
                                .build())
                        .run())
                .isNotEmpty()
                .allSatisfy(result -> assertThat(result.getSecondaryResults().keySet())
                        .anyMatch(name -> name.contains("gc.alloc.rate.norm")));
    }
}
