package io.mes.storage.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that what is written as JSON is JSON, and is the same when it is read. */
final class JsonTextTest {

    @Test
    void shouldEscapeWhatJsonDemandsAndNothingElse() {
        assertThat(JsonText.quote("a\"b\\c/d\n\r\t\b\f\0\u001F\u007F\u2028 \u4F60 \uD83D\uDE00"))
                .isEqualTo("\"a\\\"b\\\\c/d\\n\\r\\t\\b\\f\\u0000\\u001f\u007F\u2028 \u4F60 \uD83D\uDE00\"");
        assertThat(JsonText.quote("")).isEqualTo("\"\"");
        assertThat(JsonText.quote(null)).isEqualTo("null");
    }

    @Test
    void shouldEscapeSurrogatesThatHaveNoPartner() {
        assertThat(JsonText.quote("\uD83D")).isEqualTo("\"\\ud83d\"");
        assertThat(JsonText.quote("\uDE00")).isEqualTo("\"\\ude00\"");
        assertThat(JsonText.quote("\uDE00\uD83D")).isEqualTo("\"\\ude00\\ud83d\"");
        assertThat(JsonText.quote("\uD83D\uD83D\uDE00\uDE00")).isEqualTo("\"\\ud83d\uD83D\uDE00\\ude00\"");
    }

    @Test
    void shouldBringEveryStringBackEvenThroughUtf8() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        char[] alphabet = {'a', '"', '\\', '\n', 0, 31, 127, '\u2028', '\u4F60', '\uD83D', '\uDE00', '\uDBFF', '\uDC00'
        };
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(alphabet[random.nextInt(alphabet.length)]);
            }
            byte[] stored = JsonText.quote(text.toString()).getBytes(StandardCharsets.UTF_8);
            assertThat(JsonReader.of(new String(stored, StandardCharsets.UTF_8)).string())
                    .as("seed %d", seed)
                    .isEqualTo(text.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "\u4F60\u597D", "\uD83D\uDE00\uD83D\uDE00", "\u0001\n", "\uFFFD\uFFFF"})
    void shouldCallAnOrdinaryStringStorable(String text) {
        assertThat(JsonText.isStorable(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\0", "a\0b", "\uD83D", "\uDE00", "\uDE00\uD83D", "\uD83D\uD83D\uDE00", "\uD83D\uDE00\uDE00"})
    void shouldNotCallAStringStorableThatSomeDatabaseRefuses(String text) {
        assertThat(JsonText.isStorable(text)).isFalse();
    }

    @Test
    void shouldWriteAnObjectOfValuesThatAreJsonAlready() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("b", "1.0");
        fields.put("a\"", "[ ]");
        fields.put("", "null");

        assertThat(JsonText.object(fields)).isEqualTo("{\"b\":1.0,\"a\\\"\":[ ],\"\":null}");
        assertThat(JsonReader.fieldsOf(JsonText.object(fields))).isEqualTo(fields);
        assertThat(JsonText.object(Map.of())).isEqualTo("{}");
    }

    @Test
    void shouldLeaveOutFieldsGivenAsNullOrFalse() {
        JsonObjectWriter object = new JsonObjectWriter();
        object.raw("a", null).string("b", null).number("c", null).flag("d", false);

        assertThat(object.isEmpty()).isTrue();
        assertThat(object).hasToString("{}");
    }

    @Test
    void shouldWriteFieldsInTheOrderInWhichTheyAreAdded() {
        JsonObjectWriter object = new JsonObjectWriter()
                .number("n", Long.MIN_VALUE)
                .string("s", "\"\n")
                .flag("f", true)
                .raw("r", "{\"x\":[]}");

        assertThat(object.isEmpty()).isFalse();
        assertThat(object).hasToString("{\"n\":-9223372036854775808,\"s\":\"\\\"\\n\",\"f\":true,\"r\":{\"x\":[]}}");
        assertThat(object.number("more", 1L).toString()).endsWith(",\"more\":1}");
    }
}
