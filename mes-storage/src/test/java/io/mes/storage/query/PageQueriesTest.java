package io.mes.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies what may be asked of messages and errors, and what a page is. */
final class PageQueriesTest {

    @ParameterizedTest
    @ValueSource(ints = {1, Limits.DEFAULT_MESSAGES, Limits.MAX_MESSAGES})
    void shouldTakeALimitOfMessagesWithinBounds(int limit) {
        assertThat(new MessageQuery(limit, null, false).limit()).isEqualTo(limit);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Limits.MAX_MESSAGES + 1, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void shouldRefuseAnyOtherLimitOfMessages(int limit) {
        assertThatThrownBy(() -> new MessageQuery(limit, null, false))
                .isInstanceOfSatisfying(
                        InvalidQueryException.class,
                        e -> assertThat(e.parameter()).isEqualTo("limit"))
                .hasMessage("limit must be a whole number from 1 to 1000");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, Limits.DEFAULT_ENTRIES, Limits.MAX_ENTRIES})
    void shouldTakeALimitOfErrorsWithinBounds(int limit) {
        assertThat(new ErrorQuery(limit, "after").limit()).isEqualTo(limit);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Limits.MAX_ENTRIES + 1, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void shouldRefuseAnyOtherLimitOfErrors(int limit) {
        assertThatThrownBy(() -> new ErrorQuery(limit, null))
                .isInstanceOfSatisfying(
                        InvalidQueryException.class,
                        e -> assertThat(e.parameter()).isEqualTo("limit"))
                .hasMessage("limit must be a whole number from 1 to 100");
    }

    @Test
    void shouldHaveDefaultsThatAreAllowed() {
        assertThat(Limits.DEFAULT_ENTRIES).isBetween(1, Limits.MAX_ENTRIES);
        assertThat(Limits.DEFAULT_MESSAGES).isBetween(1, Limits.MAX_MESSAGES);
    }

    @Test
    void shouldNotChangeAPageWhenItsMakerGoesOn() {
        List<String> items = new ArrayList<>(List.of("a"));
        Page<String> page = new Page<>(items, "next");
        items.add("b");

        assertThat(page.items()).containsExactly("a");
        assertThatThrownBy(() -> page.items().add("c")).isInstanceOf(UnsupportedOperationException.class);
    }
}
