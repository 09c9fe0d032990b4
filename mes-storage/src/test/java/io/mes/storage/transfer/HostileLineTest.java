package io.mes.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.query.Imported;
import io.mes.storage.row.ConversationPart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifies that what a line takes up in memory is bounded by what becomes of it, not by its few characters alone. */
@Timeout(60)
final class HostileLineTest {

    /** So many that their texts are a tiny part of what may be held, and all of them together too much. */
    private static final int TOO_MANY = ConversationImport.longestValue() / 500 + 1;

    private final List<ConversationPart> stored = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private void load(String line) throws IOException {
        new ConversationImport(
                        part -> {
                            stored.add(part);
                            return new Imported(part.messages().size(), 0, 0);
                        },
                        1L,
                        Instant.EPOCH)
                .read(
                        new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)),
                        problem -> problems.add(problem.message()));
    }

    private static String repeated(String element, int times) {
        return "[" + (element + ",").repeat(times - 1) + element + "]";
    }

    @ParameterizedTest
    @CsvSource({"messages,{}", "messages,1", "errors,{}", "replies,{}"})
    void shouldRefuseMoreElementsThanFit(String list, String element) throws IOException {
        load("{\"" + list + "\":" + repeated(element, TOO_MANY) + "}");

        assertThat(problems)
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem).contains(list, "500 counted for each", "without naming its conversation"));
        assertThat(stored).isEmpty();
    }

    @Test
    void shouldCountTheListsTogether() throws IOException {
        String part = repeated("{}", TOO_MANY / 3 + 1000);

        load("{\"messages\":" + part + ",\"errors\":" + part + ",\"replies\":" + part + "}");

        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains("without naming its conversation"));
    }

    @Test
    void shouldTakeManyElementsOfALineThatNamesItsConversation() throws IOException {
        String row = "{\"message_id\":\"i\",\"created_at\":1}";

        load("{\"conversation_id\":\"c\",\"messages\":" + repeated(row, TOO_MANY) + "}");

        assertThat(problems).isEmpty();
        assertThat(stored.stream().mapToInt(part -> part.messages().size()).sum())
                .isEqualTo(TOO_MANY);
        assertThat(stored.stream().mapToInt(part -> part.messages().size()).max())
                .hasValue(500);
    }

    @Test
    void shouldRefuseMoreFieldsThanFit() throws IOException {
        String fields =
                IntStream.range(0, TOO_MANY).mapToObj(i -> "\"" + i + "\":1").collect(Collectors.joining(","));

        load("{" + fields + "}");

        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains("beside its messages", "500 counted for each"));
    }

    @Test
    void shouldRefuseAMessageOfVeryManyFields() throws IOException {
        String fields =
                IntStream.range(0, 1001).mapToObj(i -> "\"" + i + "\":1").collect(Collectors.joining(","));

        load("{\"messages\":[{" + fields + "}]}");

        assertThat(problems).containsExactly("messages[0] has more than 1000 fields");
    }

    @Test
    void shouldTakeNoStateThatIsTooLong() throws IOException {
        load("{\"conversation_id\":\"c\",\"thread\":\"" + "4;".repeat(1 << 20) + "\"}");

        assertThat(problems).isEmpty();
        assertThat(stored)
                .singleElement()
                .satisfies(part -> assertThat(part.thread()).isEmpty());
    }
}
