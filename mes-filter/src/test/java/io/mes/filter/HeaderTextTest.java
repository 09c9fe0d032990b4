package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that header values come out as they were meant. */
final class HeaderTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "café", "会话-1", "🙂"})
    void shouldReadUtf8ThatTheContainerTookForLatin1(String meant) {
        byte[] sent = meant.getBytes(StandardCharsets.UTF_8);

        assertThat(HeaderText.decode(new String(sent, StandardCharsets.ISO_8859_1)))
                .isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"caf\u00e9", "\u4f1a\u8bdd", "\u00e9\u4f1a"})
    void shouldLeaveWhatIsNoUtf8OrDecodedAlready(String value) {
        assertThat(HeaderText.decode(value)).isEqualTo(value);
    }
}
