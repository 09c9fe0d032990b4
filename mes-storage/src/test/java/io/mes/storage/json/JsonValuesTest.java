package io.mes.storage.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mes.storage.exchange.Outcome;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that plain Java values and JSON are turned into each other without loss. */
final class JsonValuesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-1",
                "9223372036854775807",
                "9223372036854775808",
                "0.1",
                "1.10",
                "1E+400",
                "1E-400",
                "1e99999999999",
                "-1e-99999999999",
                "\"\"",
                "\"123\"",
                "\"\\ud83d\"",
                "[]",
                "{}",
                "[1,[2,[]],{\"a\":null}]",
                "{\"b\":1,\"a\":{\"c\":[true,\"x\"]},\"\":0.50}"
            })
    void shouldWriteWhatItReadUnchanged(String json) {
        assertThat(JsonValues.write(JsonValues.read(json))).isEqualTo(json);
    }

    @Test
    void shouldReadNumbersExactly() {
        assertThat(JsonValues.read("7")).isEqualTo(7L);
        assertThat(JsonValues.read("9223372036854775808")).isEqualTo(new BigDecimal("9223372036854775808"));
        assertThat(JsonValues.read("0.1")).isEqualTo(new BigDecimal("0.1"));
        assertThat(JsonValues.read("1e3")).isEqualTo(new BigDecimal("1e3"));
        String long1000 = "1".repeat(1000);
        assertThat(JsonValues.read(long1000)).isEqualTo(new BigDecimal(long1000));
    }

    @Test
    void shouldReadANumberWhoseExponentNoJavaTypeHolds() {
        assertThat(JsonValues.read("1e99999999999")).isInstanceOfSatisfying(Number.class, number -> {
            assertThat(number.doubleValue()).isInfinite();
            assertThat(number.longValue()).isEqualTo(Long.MAX_VALUE);
        });
    }

    @Test
    void shouldReadMapsAndListsInTheirOrder() {
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("z", Arrays.asList(1L, null, "x"));
        expected.put("a", Map.of("b", true));

        assertThat(JsonValues.read(" {\"z\":[1,null,\"x\"],\"a\":{\"b\":true}} "))
                .isEqualTo(expected)
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsExactlyEntriesOf(expected);
    }

    @Test
    void shouldKeepTheLastOfARepeatedName() {
        assertThat(JsonValues.read("{\"a\":1,\"a\":2}")).isEqualTo(Map.of("a", 2L));
    }

    @Test
    void shouldWriteWhateverJavaCallersHold() {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put("text", CharBuffer.wrap("a\"b"));
        map.put("enum", Outcome.TIMEOUT);
        map.put(1, List.of(1, 2L, 3.5, 1.5f, new BigInteger("99999999999999999999"), (short) 4));
        map.put("null", null);

        assertThat(JsonValues.write(map))
                .isEqualTo("{\"text\":\"a\\\"b\",\"enum\":\"TIMEOUT\","
                        + "\"1\":[1,2,3.5,1.5,99999999999999999999,4],\"null\":null}");
    }

    @Test
    void shouldRefuseValuesWithoutAJsonForm() {
        assertThatThrownBy(() -> JsonValues.write(new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
        for (Number number : new Number[] {Double.NaN, Double.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> JsonValues.write(Map.of("a", number)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(number.toString());
        }
    }

    @Test
    void shouldRefuseAMapThatHoldsItselfInsteadOfEndingTheStack() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("self", List.of(map));

        assertThatThrownBy(() -> JsonValues.write(map)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldWriteAsDeepAsItReads() {
        String deepest = "[".repeat(JsonReader.MAX_DEPTH) + "]".repeat(JsonReader.MAX_DEPTH);
        Object value = JsonValues.read(deepest);

        assertThat(JsonValues.write(value)).isEqualTo(deepest);
        assertThatThrownBy(() -> JsonValues.write(new ArrayList<>(Arrays.asList(value))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JsonValues.read("[" + deepest + "]")).isInstanceOf(JsonSyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "1 2", "{\"a\":1}}", "[1,", "undefined", "'a'"})
    void shouldRefuseWhatIsNotOneJsonValue(String text) {
        assertThatThrownBy(() -> JsonValues.read(text)).isInstanceOf(JsonSyntaxException.class);
    }
}
