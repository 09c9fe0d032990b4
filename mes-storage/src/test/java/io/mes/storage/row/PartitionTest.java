package io.mes.storage.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies which tables belong to which day, and that nothing else is taken for one. */
final class PartitionTest {

    private static final Partition DAY = new Partition(LocalDate.of(2026, 2, 3));

    @Test
    void shouldNameItsTables() {
        assertThat(DAY.table(Tables.MESSAGES)).isEqualTo("conversation_histories_2026_02_03");
        assertThat(DAY.table(Tables.ERRORS)).isEqualTo("error_conversation_histories_2026_02_03");
        assertThat(Partition.BASE.table(Tables.MESSAGES)).isEqualTo("conversation_histories");
        assertThat(Partition.ofTable(Tables.MESSAGES, "conversation_histories_2026_02_03"))
                .contains(DAY);
        assertThat(Partition.ofTable(Tables.MESSAGES, "conversation_histories")).contains(Partition.BASE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "conversation_histories_2026_02_30",
                "conversation_histories_2026_13_01",
                "conversation_histories_2026_2_3",
                "conversation_histories_2026_02_03_backup",
                "conversation_histories_20260203",
                "conversation_histories_2026-02-03",
                "conversation_histories_\u0662\u0660\u0662\u0666_02_03",
                "Conversation_histories_2026_02_03",
                "xconversation_histories_2026_02_03",
                "error_conversation_histories_2026_02_03",
                "conversation_histories_",
                "conversation_histories2026_02_03",
                ""
            })
    void shouldTakeNoOtherNameForATableOfADay(String name) {
        assertThat(Partition.ofTable(Tables.MESSAGES, name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"20260230", "2026023", "202602033", "lead", "", "1", "+2026020", "2026-2-3"})
    void shouldTakeNoOtherKeyForADay(String key) {
        assertThat(Partition.ofKey(key)).isEmpty();
    }

    @Test
    void shouldComeBackFromItsKey() {
        assertThat(Partition.ofKey(DAY.key())).contains(DAY);
        assertThat(Partition.ofKey(Partition.BASE.key())).contains(Partition.BASE);
    }

    @Test
    void shouldSortTheBaseTablesBeforeTheDays() {
        Partition later = new Partition(LocalDate.of(2026, 10, 1));

        assertThat(new TreeSet<>(List.of(later, Partition.BASE, DAY))).containsExactly(Partition.BASE, DAY, later);
    }
}
