package io.mes.storage.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that values are cut out as they are written, whatever they hold. */
final class JsonCutterTest {

    private static JsonCutter cutter(String text) throws IOException {
        return new JsonCutter(new StringReader(text), 100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-1.5e+3",
                "true",
                "null",
                "\"\"",
                "\"a \\\" b \\\\\"",
                "\"]}{[\"",
                "[]",
                "{}",
                "[1, [2], {\"a\":\"]\"}]",
                "{\"a\" : {\"b\":[\"}\\\"\"]}}"
            })
    void shouldCutAValueOut(String value) throws IOException {
        JsonCutter list = cutter(" [ " + value + " ,\n" + value + "]  ");
        list.expect('[');
        assertThat(list.value()).isEqualTo(value);
        assertThat(list.takes(',')).isTrue();
        assertThat(list.value()).isEqualTo(value);
        assertThat(list.takes(',')).isFalse();
        list.expect(']');
        assertThat(list.isAtEnd()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\"abc", "\"abc\\", "[1,", "{\"a\":[", "[\"]", ",", "]"})
    void shouldComplainOfWhatIsNoValue(String text) {
        assertThatThrownBy(() -> cutter(text).value()).isInstanceOf(JsonSyntaxException.class);
    }

    @Test
    void shouldNotReadAValueThatIsTooLong() {
        assertThatThrownBy(() -> cutter("\"" + "a".repeat(99) + "\"").value())
                .isInstanceOf(JsonSyntaxException.class)
                .hasMessageContaining("longer than 100 characters");
    }

    /** No recursion: what is deep must not end the stack. */
    @Test
    void shouldReadWhatIsDeep() throws IOException {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);

        assertThat(new JsonCutter(new StringReader(deep), 200_000).value()).isEqualTo(deep);
    }

    @Test
    void shouldSayWhatIsMissing() {
        assertThatThrownBy(() -> cutter("1").expect('{')).hasMessageContaining("'{'");
        assertThatThrownBy(() -> cutter("").expect('{')).hasMessageContaining("ends too early");
    }
}
