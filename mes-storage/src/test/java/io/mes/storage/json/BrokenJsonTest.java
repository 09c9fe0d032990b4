package io.mes.storage.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that a broken or hostile text says so instead of doing harm, and gives what precedes the break. */
final class BrokenJsonTest {

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "[1",
                "[1,",
                "\"abc",
                "tru",
                "-",
                "1.",
                "1e",
                "\"\\u12",
                "\"\\",
                "{}x",
                "{}{}",
                "1 2",
                "[1]]",
                "{}]",
                "// c",
                "{'a':1}",
                "{a:1}",
                "[1,]",
                "{\"a\":1,}",
                "NaN",
                "Infinity",
                "+1",
                "01",
                ".5",
                "\"\n\"",
                "\"\\x\"",
                "\uFEFF{}",
                "[}",
                "{]",
                "nul",
                "nulll",
                "\u00A01"
            })
    void shouldNotTakeABrokenTextForJson(String text) {
        assertThat(JsonReader.isJson(text)).isFalse();
    }

    @Test
    void shouldRefuseWhatIsCutOffAtAnyPlace() {
        String whole = "{\"a\":[1,-2.5e3,\"s\\u0041\\n\",{\"b\":null}],\"c\":true}";
        assertThat(JsonReader.isJson(whole)).isTrue();
        for (int end = 0; end < whole.length(); end++) {
            assertThat(JsonReader.isJson(whole.substring(0, end)))
                    .as("cut at %d", end)
                    .isFalse();
        }
    }

    @Test
    void shouldHandOutWhatPrecedesABreak() {
        List<String> seen = new ArrayList<>();

        assertThatThrownBy(() -> JsonReader.of("{\"a\":1,\"b\":\"two\",\"c\":\"thr")
                        .fields((name, value) -> seen.add(name + "=" + value.raw())))
                .isInstanceOf(JsonSyntaxException.class);
        assertThat(seen).containsExactly("a=1", "b=\"two\"");
    }

    @Test
    void shouldRefuseDeepNestingInsteadOfEndingTheStack() {
        assertThat(JsonReader.isJson(nested(JsonReader.MAX_DEPTH))).isTrue();
        assertThat(JsonReader.isJson(nested(JsonReader.MAX_DEPTH + 1))).isFalse();
        assertThat(JsonReader.isReceivedJson(nested(JsonReader.MAX_RECEIVED_DEPTH)))
                .isTrue();
        assertThat(JsonReader.isReceivedJson(nested(JsonReader.MAX_RECEIVED_DEPTH + 1)))
                .isFalse();
        assertThat(JsonReader.isJson("[".repeat(5_000_000))).isFalse();
        assertThat(JsonReader.isJson("{\"a\":".repeat(1_000_000))).isFalse();
        assertThatThrownBy(() -> JsonReader.fieldsOf("{\"a\":" + nested(100_000) + "}"))
                .isInstanceOf(JsonSyntaxException.class);
    }

    @Test
    void shouldNameThePlaceOfABreakButQuoteNothing() {
        assertThatThrownBy(() -> JsonReader.fieldsOf("{\"secret\": hunter2}"))
                .isInstanceOf(JsonSyntaxException.class)
                .hasMessageContaining("character")
                .hasMessageNotContainingAny("secret", "hunter");
    }
}
