package io.mes.storage.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies when the arguments of a call are whole. */
final class ObjectEndTest {

    private static boolean isReached(String text) {
        ObjectEnd end = new ObjectEnd();
        text.chars().forEach(c -> end.add(String.valueOf((char) c)));
        return end.reached();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", " {\"a\":[{}]}\n", "{\"a\":\"}\\\"}\"}"})
    void shouldBeReachedByAWholeObject(String text) {
        assertThat(isReached(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{\"a\":{}", "{\"a\":\"}", "{\"a\":\"\\\"}", "{}{}", "{} x", "1", "}", "[{}", "[{}]"})
    void shouldNotBeReachedByAnythingElse(String text) {
        assertThat(isReached(text)).isFalse();
    }
}
