package io.mes.storage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that durations mean what Go's time.ParseDuration takes them for, as far as drivers can count. */
final class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "0s,0",
        "30s,30000",
        "500ms,500",
        "1m30s,90000",
        "1h2m3s4ms,3723004",
        "1.5s,1500",
        ".5s,500",
        "2.s,2000",
        "2000us,2",
        "2000µs,2",
        "2000μs,2",
        "2147483647ms,2147483647"
    })
    void shouldCountMilliseconds(String text, int millis) {
        assertThat(GoDuration.toMillis(text)).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1ns", "1us", "999999ns", "0.1ms"})
    void shouldNotTakeAShortTimeForNoLimit(String text) {
        assertThat(GoDuration.toMillis(text)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "s",
                ".s",
                "5 s",
                " 5s",
                "5s ",
                "-5s",
                "5sec",
                "5s5",
                "1d",
                "1,5s",
                "٥s",
                "2147483648ms",
                "99999999999999999999h"
            })
    void shouldRefuseWhatIsNoDurationOrTooLong(String text) {
        assertThatThrownBy(() -> GoDuration.toMillis(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
