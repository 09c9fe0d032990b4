package io.mes.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies what may be asked of a list of conversations. */
final class ConversationQueryTest {

    @ParameterizedTest
    @ValueSource(ints = {1, Limits.DEFAULT_ENTRIES, Limits.MAX_ENTRIES})
    void shouldTakeALimitWithinBounds(int limit) {
        assertThat(ConversationQuery.newest(limit, 0).limit()).isEqualTo(limit);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Limits.MAX_ENTRIES + 1, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void shouldRefuseAnyOtherLimit(int limit) {
        assertThatThrownBy(() -> ConversationQuery.newest(limit, 0))
                .isInstanceOfSatisfying(
                        InvalidQueryException.class,
                        e -> assertThat(e.parameter()).isEqualTo("limit"))
                .hasMessage("limit must be a whole number from 1 to 100");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Limits.MAX_OFFSET})
    void shouldTakeAnOffsetWithinBounds(int offset) {
        assertThat(ConversationQuery.newest(1, offset).offset()).isEqualTo(offset);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Limits.MAX_OFFSET + 1, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void shouldRefuseAnyOtherOffsetAndTellTheWayOut(int offset) {
        assertThatThrownBy(() -> ConversationQuery.newest(1, offset))
                .isInstanceOfSatisfying(
                        InvalidQueryException.class,
                        e -> assertThat(e.parameter()).isEqualTo("offset"))
                .hasMessage("offset must be a whole number from 0 to 10000; use after to go further");
    }

    private static ConversationQuery text(String text) {
        return new ConversationQuery(1, 0, null, null, null, null, text);
    }

    @Test
    void shouldRefuseATextThatIsLongerThanAnyTitle() {
        assertThat(text("x".repeat(Limits.MAX_TEXT)).text()).hasSize(255);
        assertThatThrownBy(() -> text("x".repeat(Limits.MAX_TEXT + 1)))
                .isInstanceOfSatisfying(
                        InvalidQueryException.class,
                        e -> assertThat(e.parameter()).isEqualTo("q"))
                .hasMessage("q must have at most 255 characters");
    }

    @Test
    void shouldAskForNothingInParticularUnlessToldTo() {
        assertThat(ConversationQuery.newest(20, 5))
                .isEqualTo(new ConversationQuery(20, 5, null, null, null, null, null));
    }
}
