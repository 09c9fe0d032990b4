package io.mes.storage.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.catalogue.ConversationEntry.Moment;
import io.mes.storage.row.Partition;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** Verifies what exchanges make of a conversation's entry. */
final class ConversationEntryTest {

    private static final ConversationEntry EMPTY = ConversationEntry.empty(new ConversationKey(1, "c"));

    private static Moment moment(long seconds, String day) {
        return new Moment(seconds, day, new Partition(LocalDate.parse(day)));
    }

    private static final Moment SECOND_DAY = moment(200, "2026-11-22");
    private static final Moment FIRST_DAY = moment(100, "2026-11-21");
    private static final Moment THIRD_DAY = moment(300, "2026-11-23");

    @Test
    void shouldBeginWithTheFirstExchange() {
        ConversationEntry entry =
                EMPTY.plusMessages(SECOND_DAY, 2, 10, "m", "title").withThread("thread");

        assertThat(entry.createdAt()).isEqualTo(200);
        assertThat(entry.updatedAt()).isEqualTo(200);
        assertThat(entry.firstDay()).isEqualTo("2026-11-22");
        assertThat(entry.lastDay()).isEqualTo("2026-11-22");
        assertThat(entry.messageCount()).isEqualTo(2);
        assertThat(entry.totalTokens()).isEqualTo(10);
        assertThat(entry.modelName()).isEqualTo("m");
        assertThat(entry.title()).isEqualTo("title");
        assertThat(entry.thread()).isEqualTo("thread");
        assertThat(entry.partitions()).containsExactly(SECOND_DAY.partition());
        assertThat(entry.errorPartitions()).isEmpty();
        assertThat(entry.deletedAt()).isNull();
    }

    @Test
    void shouldGrowWithEveryExchange() {
        ConversationEntry entry = EMPTY.plusMessages(FIRST_DAY, 2, 10, "m", "title")
                .withThread("t1")
                .plusMessages(THIRD_DAY, 3, 20, "n", "other")
                .withThread("t2");

        assertThat(entry.createdAt()).isEqualTo(100);
        assertThat(entry.updatedAt()).isEqualTo(300);
        assertThat(entry.messageCount()).isEqualTo(5);
        assertThat(entry.totalTokens()).isEqualTo(30);
        assertThat(entry.modelName()).isEqualTo("n");
        assertThat(entry.title()).isEqualTo("title");
        assertThat(entry.thread()).isEqualTo("t2");
        assertThat(entry.partitions()).containsExactly(FIRST_DAY.partition(), THIRD_DAY.partition());
    }

    /** Exchanges reach the writer in the order in which they end, across gateways not even that. */
    @Test
    void shouldNotMindWhichExchangeComesFirst() {
        ConversationEntry entry = EMPTY.plusMessages(SECOND_DAY, 1, 1, "m", "")
                .withThread("t")
                .plusMessages(THIRD_DAY, 1, 1, "m", "")
                .withThread("t")
                .plusMessages(FIRST_DAY, 1, 1, "m", "")
                .withThread("t");

        assertThat(entry.createdAt()).isEqualTo(100);
        assertThat(entry.updatedAt()).isEqualTo(300);
        assertThat(entry.firstDay()).isEqualTo("2026-11-21");
        assertThat(entry.lastDay()).isEqualTo("2026-11-23");
        assertThat(entry.partitions())
                .containsExactly(FIRST_DAY.partition(), SECOND_DAY.partition(), THIRD_DAY.partition());
    }

    @Test
    void shouldListAPartitionOnce() {
        ConversationEntry entry = EMPTY.plusMessages(FIRST_DAY, 1, 1, "m", "")
                .withThread("t")
                .plusMessages(FIRST_DAY, 1, 1, "m", "")
                .withThread("t")
                .plusErrors(FIRST_DAY)
                .plusErrors(FIRST_DAY);

        assertThat(entry.partitions()).hasSize(1);
        assertThat(entry.errorPartitions()).hasSize(1);
    }

    @Test
    void shouldKeepModelAndTitleThatALaterExchangeDoesNotName() {
        ConversationEntry entry = EMPTY.plusMessages(FIRST_DAY, 1, 1, "m", "")
                .withThread("t")
                .plusMessages(SECOND_DAY, 1, 1, "", "title")
                .withThread("t");

        assertThat(entry.modelName()).isEqualTo("m");
        assertThat(entry.title()).isEqualTo("title");
    }

    @Test
    void shouldCountNoErrorAsAMessage() {
        ConversationEntry entry = EMPTY.plusErrors(FIRST_DAY);

        assertThat(entry.messageCount()).isZero();
        assertThat(entry.partitions()).isEmpty();
        assertThat(entry.errorPartitions()).containsExactly(FIRST_DAY.partition());
        assertThat(entry.createdAt()).isEqualTo(100);
    }

    @Test
    void shouldBeginWithTheFirstMessageEvenAfterAnError() {
        ConversationEntry entry = EMPTY.plusErrors(FIRST_DAY)
                .plusMessages(SECOND_DAY, 1, 1, "m", "title")
                .withThread("t");

        assertThat(entry.createdAt()).isEqualTo(200);
        assertThat(entry.firstDay()).isEqualTo("2026-11-22");
        assertThat(entry.errorPartitions()).containsExactly(FIRST_DAY.partition());
    }

    @Test
    void shouldLeaveAConversationAsItIsWhenAnErrorFollows() {
        ConversationEntry before =
                EMPTY.plusMessages(FIRST_DAY, 1, 1, "m", "title").withThread("t");
        ConversationEntry after = before.plusErrors(THIRD_DAY);

        assertThat(after.updatedAt()).isEqualTo(before.updatedAt());
        assertThat(after.messageCount()).isEqualTo(before.messageCount());
        assertThat(after.title()).isEqualTo("title");
        assertThat(after.thread()).isEqualTo("t");
    }

    @Test
    void shouldKeepNothingOfWhatIsDeletedButThatItWas() {
        ConversationEntry entry = EMPTY.plusMessages(FIRST_DAY, 2, 10, "m", "secret title")
                .withThread("thread")
                .plusErrors(FIRST_DAY)
                .deleted(500_999);

        assertThat(entry.messageCount()).isZero();
        assertThat(entry.totalTokens()).isZero();
        assertThat(entry.title()).isEmpty();
        assertThat(entry.modelName()).isEmpty();
        assertThat(entry.thread()).isEmpty();
        assertThat(entry.partitions()).isEmpty();
        assertThat(entry.errorPartitions()).isEmpty();
        assertThat(entry.deletedAt()).isEqualTo(500_999);
    }

    @Test
    void shouldTellWhatBelongsToWhatWasDeleted() {
        ConversationEntry entry = EMPTY.deleted(500);

        assertThat(entry.wasDeletedAfter(499)).isTrue();
        assertThat(entry.wasDeletedAfter(500)).isTrue();
        assertThat(entry.wasDeletedAfter(501)).isFalse();
        assertThat(EMPTY.wasDeletedAfter(0)).isFalse();
    }

    @Test
    void shouldBeginAnewAfterADeletion() {
        ConversationEntry entry = EMPTY.plusMessages(FIRST_DAY, 2, 10, "m", "old")
                .withThread("old")
                .deleted(150_000)
                .plusMessages(SECOND_DAY, 1, 5, "n", "new")
                .withThread("new");

        assertThat(entry.createdAt()).isEqualTo(200);
        assertThat(entry.updatedAt()).isEqualTo(200);
        assertThat(entry.firstDay()).isEqualTo("2026-11-22");
        assertThat(entry.messageCount()).isEqualTo(1);
        assertThat(entry.totalTokens()).isEqualTo(5);
        assertThat(entry.title()).isEqualTo("new");
        assertThat(entry.deletedAt()).isEqualTo(150_000);
    }
}
