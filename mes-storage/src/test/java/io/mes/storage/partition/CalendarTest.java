package io.mes.storage.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.row.Partition;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies where days begin and end. */
final class CalendarTest {

    private static Calendar in(String zone) {
        return new Calendar(ZoneId.of(zone), true);
    }

    @ParameterizedTest
    @CsvSource({
        "UTC,2026-11-22T00:00:00Z,2026-11-22",
        "UTC,2026-11-21T23:59:59.999999999Z,2026-11-21",
        "Asia/Shanghai,2026-11-21T16:00:00Z,2026-11-22",
        "Asia/Shanghai,2026-11-21T15:59:59Z,2026-11-21",
        "America/New_York,2026-11-22T04:59:59Z,2026-11-21",
        "America/New_York,2026-11-22T05:00:00Z,2026-11-22",
        "Asia/Kathmandu,2026-11-21T18:15:00Z,2026-11-22",
        "Pacific/Kiritimati,2026-11-21T10:00:00Z,2026-11-22",
        "Pacific/Pago_Pago,2026-11-22T10:59:59Z,2026-11-21",
        "Europe/Berlin,2026-12-31T23:00:00Z,2027-01-01",
        "UTC,1969-12-31T23:59:59Z,1969-12-31"
    })
    void shouldGoByTheMidnightOfItsZone(String zone, Instant moment, LocalDate day) {
        assertThat(in(zone).dayOf(moment)).isEqualTo(day);
        assertThat(in(zone).partitionOf(moment)).isEqualTo(new Partition(day));
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin,2026-03-28,24",
        "Europe/Berlin,2026-03-29,23",
        "Europe/Berlin,2026-10-25,25",
        "America/New_York,2026-03-08,23",
        "America/New_York,2026-11-01,25",
        "Asia/Shanghai,2026-03-29,24"
    })
    void shouldHaveDaysAsLongAsTheyAre(String zone, LocalDate day, long hours) {
        long seconds = in(zone).startOf(day.plusDays(1)) - in(zone).startOf(day);

        assertThat(seconds).isEqualTo(hours * 3600);
    }

    @Test
    void shouldBeginADayThatHasNoMidnightWithItsFirstSecond() {
        Calendar calendar = in("America/Sao_Paulo");

        assertThat(Instant.ofEpochSecond(calendar.startOf(LocalDate.of(2018, 11, 4))))
                .isEqualTo("2018-11-04T03:00:00Z");
    }

    /** Some of these zones change their clocks at midnight, so that it is left out or comes twice. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "Europe/Berlin",
                "America/New_York",
                "America/Havana",
                "America/Sao_Paulo",
                "Asia/Beirut",
                "Africa/Cairo",
                "Australia/Lord_Howe",
                "Asia/Kathmandu",
                "Pacific/Kiritimati",
                "+14:00",
                "-12:00"
            })
    void shouldPutEverySecondIntoTheDayInWhichItLies(String zone) {
        Calendar calendar = in(zone);
        for (LocalDate day = LocalDate.of(2016, 1, 1); day.getYear() < 2030; day = day.plusDays(1)) {
            Instant start = Instant.ofEpochSecond(calendar.startOf(day));

            assertThat(calendar.dayOf(start)).isEqualTo(day);
            assertThat(calendar.dayOf(start.minusNanos(1))).isEqualTo(day.minusDays(1));
        }
    }

    @Test
    void shouldHaveOnlyTheBaseTablesWithoutDailyPartitions() {
        Calendar calendar = new Calendar(ZoneId.of("Asia/Shanghai"), false);
        Instant moment = Instant.parse("2026-11-21T16:00:00Z");

        assertThat(calendar.partitionOf(moment)).isEqualTo(Partition.BASE);
        assertThat(calendar.dayOf(moment)).isEqualTo(LocalDate.of(2026, 11, 22));
    }
}
