package io.mes.storage.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that values are cut out as they are written and decoded as they are meant. */
final class JsonReaderTest {

    private static @Nullable String field(String object, String name) {
        return JsonReader.fieldsOf(object).get(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-0.0",
                "1.0",
                "1e0",
                "1E+400",
                "-2.50e-7",
                "9223372036854775808",
                "123456789012345678901234567890.123456789012345678901234567890",
                "1e99999999999",
                "true",
                "false",
                "null",
                "\"\"",
                "{}",
                "[]",
                "\"a\\u0041\\n\\\"\\\\\\/\"",
                "\"\uD83D\uDE00\"",
                "\"\\ud83d\"",
                "{ \"a\" : [ 1 , 2 ] }",
                "[\n\t1,\r\n 2 ]"
            })
    void shouldCutOutAValueAsItIsWritten(String value) {
        assertThat(field("{\"x\":" + value + "}", "x")).isEqualTo(value);
        assertThat(field("{\"w\":0, \"x\" :  " + value + "  , \"y\":1}", "x")).isEqualTo(value);
        assertThat(JsonReader.of("  " + value + " ").raw()).isEqualTo(value);
    }

    /** Jackson reads long texts in pieces; a value that lies across two must not lose or gain a character. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { "b" : [ 1.0 , { } , [ ] ] , "a" : null } | {"b":[1.0,{},[]],"a":null}
            "h\\u0069 \\/ \\n"                   | "hi / \\n"
            {"a":1,"a":2}                              | {"a":1,"a":2}
             1e0                                       | 1e0
            """)
    void shouldLeaveOutWhatSaysNothing(String written, String compact) {
        assertThat(JsonReader.compact(written)).isEqualTo(compact);
    }

    @Test
    void shouldCutOutValuesFromLongTextsToo() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            values.add(value(random));
        }
        List<String> read = new ArrayList<>();
        JsonReader reader = JsonReader.of("[" + String.join(" , ", values) + "]");
        reader.elements(element -> read.add(element.raw()));
        reader.end();

        assertThat(read).as("seed %d", seed).isEqualTo(values);
    }

    private static String value(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> String.valueOf(random.nextLong());
            case 1 -> String.valueOf(random.nextGaussian() * 1e20);
            case 2 -> "\"" + "x\u4F60\\n".repeat(random.nextInt(40)) + "\"";
            case 3 -> "{ \"k\": [" + random.nextInt() + ", \"\uD83D\uDE00\"] }";
            case 4 -> String.valueOf(random.nextBoolean());
            default -> "null";
        };
    }

    @Test
    void shouldGiveAStringDecoded() {
        assertThat(JsonReader.of("\"a\\u0041\\n\\t\\\"\\\\\\/\\b\\f\\u0000\"").string())
                .isEqualTo("aA\n\t\"\\/\b\f\0");
        assertThat(JsonReader.of("\"\\ud83d\\ude00\"").string()).isEqualTo("\uD83D\uDE00");
        assertThat(JsonReader.of("\"a\\ud83d\"").string()).isEqualTo("a\uD83D");
        assertThat(JsonReader.of("\"\\ude00\\ud83d\"").string()).isEqualTo("\uDE00\uD83D");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "true", "{\"a\":\"b\"}", "[\"a\"]"})
    void shouldGiveNoStringForAnythingElse(String value) {
        assertThat(JsonReader.of(value).string()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-7, -7",
        "12.9, 12",
        "-12.9, -12",
        "1e3, 1000",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, 9223372036854775807",
        "-9223372036854775809, -9223372036854775808",
        "1e400, 9223372036854775807",
        "-1e400, -9223372036854775808",
        "1e-400, 0"
    })
    void shouldHoldANumberWithinALong(String written, long expected) {
        assertThat(JsonReader.of(written).number()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "null", "true", "[1]", "{}"})
    void shouldGiveNoNumberForAnythingElse(String value) {
        assertThat(JsonReader.of(value).number()).isNull();
    }

    @Test
    void shouldKeepTheLastOfARepeatedName() {
        assertThat(JsonReader.fieldsOf("{\"a\":1,\"b\":2,\"a\":[3]}"))
                .containsExactly(entry("a", "[3]"), entry("b", "2"));
    }

    @Test
    void shouldSkipWhatTheVisitorLeavesAndGoOnAfterWhatItReads() {
        List<String> seen = new ArrayList<>();
        JsonReader.of("{\"a\":{\"x\":[1,{}]},\"b\":[[2]],\"c\":\"s\",\"d\":4}").fields((name, value) -> {
            if (name.equals("b")) {
                value.elements(inner -> inner.elements(two -> seen.add("b" + two.number())));
            } else if (name.equals("d")) {
                seen.add(name + value.number());
            } else {
                seen.add(name);
            }
        });

        assertThat(seen).containsExactly("a", "b2", "c", "d4");
    }

    @Test
    void shouldVisitNothingInAValueOfAnotherKind() {
        JsonReader.of("[1]").fields((name, value) -> assertThat(name).isNull());
        JsonReader.of("{\"a\":1}").elements(value -> assertThat(value).isNull());
        assertThat(JsonReader.fieldsOf("[{\"a\":1}]")).isEmpty();
    }

    @Test
    void shouldTellWhereAValueBegins() {
        List<Integer> offsets = new ArrayList<>();
        JsonReader.of("[1, \"a\",{\"b\":2}]").elements(element -> offsets.add(element.offset()));

        assertThat(offsets).containsExactly(1, 4, 8);
    }

    @Test
    void shouldReadAStringOfMegabytes() {
        String text = "\u4F60\"\\\n".repeat(500_000);

        assertThat(JsonReader.fieldsOf(JsonText.object(Map.of("a", JsonText.quote(text)))))
                .containsEntry("a", JsonText.quote(text));
        assertThat(JsonReader.of(JsonText.quote(text)).string()).isEqualTo(text);
    }
}
