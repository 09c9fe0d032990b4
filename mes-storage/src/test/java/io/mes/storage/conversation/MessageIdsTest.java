package io.mes.storage.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Verifies that ids of messages sort as they were sent and can be taken apart again. */
final class MessageIdsTest {

    @Test
    void shouldSortLikePositions() {
        List<String> ids = IntStream.of(0, 1, 9, 10, 999, 9_999, 10_000, 12_345, 99_999, 700_000)
                .mapToObj(position -> MessageIds.of("01jd", position))
                .toList();

        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(ids.stream().map(MessageIds::positionOf))
                .containsExactly(0, 1, 9, 10, 999, 9_999, 10_000, 12_345, 99_999, 700_000);
        assertThat(ids).allMatch(id -> MessageIds.exchangeOf(id).equals("01jd"));
    }

    @Test
    void shouldNotTakeOtherIdsForItsOwn() {
        assertThat(MessageIds.positionOf("chatcmpl-abc")).isEqualTo(-1);
        assertThat(MessageIds.positionOf("")).isEqualTo(-1);
        assertThat(MessageIds.positionOf("x-")).isEqualTo(-1);
        assertThat(MessageIds.positionOf("x-99999999999999")).isEqualTo(-1);
        assertThat(MessageIds.positionOf("x-\u0663")).isEqualTo(-1);
        assertThat(MessageIds.exchangeOf("nodash")).isEqualTo("nodash");
    }
}
