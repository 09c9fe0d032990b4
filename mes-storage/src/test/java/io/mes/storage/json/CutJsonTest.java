package io.mes.storage.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that what came before a cut can be read. */
final class CutJsonTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '~',
            value = {
                "{\"a\":\"half {\"a\":\"half\"}",
                "{\"a\":\"\\ {\"a\":\"\"}",
                "{\"a\":\"x\\\\ {\"a\":\"x\\\\\"}",
                "{\"a\":\"x\\u00e {\"a\":\"x\"}",
                "{\"a\":\"x\\u00e9 {\"a\":\"x\\u00e9\"}",
                "{\"a\":\"x\\\\u00 {\"a\":\"x\\\\u00\"}",
                "{\"a\":[1,2 {\"a\":[1]}",
                "{\"a\":[1, {\"a\":[1]}",
                "{\"a\":tru {\"a\":null}",
                "{\"a\": {\"a\":null}",
                "{\"a\" {\"a\":null}",
                "{\"a {\"a\":null}",
                "{\"a\":1,\"b\":{\"c\":[{ {\"a\":1,\"b\":{\"c\":[{}]}}",
                "{\"a\":{\"b\":\"}\"}, {\"a\":{\"b\":\"}\"}}",
                "[\"x\",\"y [\"x\",\"y\"]",
                "[\"x\" [\"x\"]"
            })
    void shouldCloseWhatIsOpen(String cut, String closed) {
        assertThat(CutJson.close(cut)).isEqualTo(closed);
    }

    @Test
    void shouldMakeJsonOfEveryBeginning() {
        String whole =
                "{\"id\":\"a\\\"\\\\\\u00e9\",\"n\":-1.5e+3,\"l\":[true,null,{\"x\":[]},\"y\"],\"e\":{},\"t\":false}";
        for (int end = 1; end <= whole.length(); end++) {
            String closed = CutJson.close(whole.substring(0, end));

            assertThat(JsonReader.isJson(closed)).as(closed).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "{]", "}", "{\"a\":1}}", "{\"a\"x", "<html>"})
    void shouldNotMakeJsonOfWhatIsNot(String text) {
        assertThat(JsonReader.isJson(CutJson.close(text))).isFalse();
    }
}
