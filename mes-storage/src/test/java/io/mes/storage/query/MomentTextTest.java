package io.mes.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies which moments people mean by what they write. */
final class MomentTextTest {

    private final MomentText moments =
            new MomentText(day -> day.atStartOfDay(ZoneOffset.ofHours(2)).toInstant());

    /** What ends within a second ends with it, for what is stored has whole seconds. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-22, 2026-11-21T22:00:00Z, 2026-11-22T22:00:00Z",
        "1795341600, 2026-11-22T10:00:00Z, 2026-11-22T10:00:01Z",
        "2026-11-22T10:00:00Z, 2026-11-22T10:00:00Z, 2026-11-22T10:00:01Z",
        "2026-11-22T09:59:59.999Z, 2026-11-22T09:59:59.999Z, 2026-11-22T10:00:00Z",
        "2026-11-22T09:59:59.000000001Z, 2026-11-22T09:59:59.000000001Z, 2026-11-22T10:00:00Z"
    })
    void shouldIncludeWhatIsNamed(String text, Instant from, Instant to) {
        assertThat(moments.from("from", text)).isEqualTo(from);
        assertThat(moments.to("to", text)).isEqualTo(to);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-13-01", "-1", "+1000000000-12-31T23:59:59.999999999Z"})
    void shouldNameTheParameterThatIsWrong(String text) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> moments.to("until", text))
                .withMessageStartingWith("until must be a day");
    }
}
