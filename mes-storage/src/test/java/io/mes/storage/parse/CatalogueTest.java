package io.mes.storage.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Verifies what becomes of the answers in the catalogues beside this class, one small answer for each oddity that was
 * seen on the wire.
 *
 * <p>An entry of a catalogue: {@code == [status] what it shows}, the body, {@code =>}, and the expected answer as
 * {@link Parsing#show} writes it.
 */
final class CatalogueTest {

    private static final List<String> CATALOGUES =
            List.of("framing", "errors", "azure", "finish", "usage", "tools", "reasoning", "identity", "json");

    static List<Arguments> answers() throws IOException {
        List<Arguments> answers = new ArrayList<>();
        for (String catalogue : CATALOGUES) {
            String text = read(catalogue + ".txt");
            for (String entry : text.substring(text.indexOf("== ") + 3).split("\n== ")) {
                answers.add(answer(catalogue, entry));
            }
        }
        return answers;
    }

    private static String read(String catalogue) throws IOException {
        try (InputStream in = CatalogueTest.class.getResourceAsStream(catalogue)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Arguments answer(String catalogue, String entry) {
        int title = entry.indexOf('\n');
        int arrow = entry.indexOf("\n=>\n");
        String name = entry.substring(0, title);
        boolean hasStatus = name.matches("\\d{3} .*");
        int status = hasStatus ? Integer.parseInt(name.substring(0, 3)) : 200;
        String body = arrow <= title ? "" : entry.substring(title + 1, arrow);
        String expected = entry.substring(arrow + 4).strip();
        return Arguments.of(catalogue + ": " + name, status, body, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void shouldAssemble(String name, int status, String body, String expected) {
        assertThat(Parsing.show(Parsing.response(status, body))).as(name).isEqualTo(expected);
    }

    @ParameterizedTest
    @FieldSource("CATALOGUES")
    void shouldHoldMoreThanOneEntry(String catalogue) throws IOException {
        assertThat(read(catalogue + ".txt").split("\n=>\n")).hasSizeGreaterThan(2);
    }
}
