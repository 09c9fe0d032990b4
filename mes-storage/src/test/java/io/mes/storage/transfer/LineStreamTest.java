package io.mes.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that a stream is divided where its lines end, wherever its buffer does. */
final class LineStreamTest {

    private static LineStream of(String text) {
        return new LineStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> lines(String text) throws IOException {
        LineStream stream = of(text);
        List<String> lines = new ArrayList<>();
        while (stream.nextLine()) {
            lines.add(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(stream.read()).isEqualTo(-1);
            assertThat(stream.number()).isEqualTo(lines.size());
        }
        assertThat(stream.nextLine()).isFalse();
        return lines;
    }

    @Test
    void shouldDivideLines() throws IOException {
        assertThat(lines("")).isEmpty();
        assertThat(lines("a")).containsExactly("a");
        assertThat(lines("a\n")).containsExactly("a");
        assertThat(lines("\n\na\n\nb")).containsExactly("", "", "a", "", "b");
    }

    @ParameterizedTest
    @ValueSource(ints = {65_535, 65_536, 65_537, 200_000})
    void shouldDivideLinesLongerThanItsBuffer(int length) throws IOException {
        String line = "x".repeat(length);

        assertThat(lines(line + "\n" + line + "\nend")).containsExactly(line, line, "end");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, 100_000})
    void shouldGoOverWhatIsLeftOfALine(int read) throws IOException {
        LineStream stream = of("y".repeat(100_000) + "\nnext\n");
        stream.nextLine();
        assertThat(stream.readNBytes(read)).hasSize(read);

        assertThat(stream.nextLine()).isTrue();
        assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("next");
        assertThat(stream.nextLine()).isFalse();
    }
}
