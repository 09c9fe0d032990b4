package io.mes.storage.row;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Verifies that every text fits its column and stays text. */
final class ColumnTextTest {

    @Test
    void shouldCutAtTheLengthButNotThroughACharacter() {
        assertThat(ColumnText.fit("abcdef", 3)).isEqualTo("abc");
        assertThat(ColumnText.fit("ab\uD83D\uDE00", 3)).isEqualTo("ab");
        assertThat(ColumnText.fit("ab\uD83D\uDE00", 4)).isEqualTo("ab\uD83D\uDE00");
        assertThat(ColumnText.fit(null, 3)).isEmpty();
        assertThat(ColumnText.fitOrNull(null, 3)).isNull();
    }

    @Test
    void shouldReplaceWhatNoColumnCanHold() {
        assertThat(ColumnText.fit("a\0b\uD800c\uDC00", 10)).isEqualTo("a\uFFFDb\uFFFDc\uFFFD");
    }
}
