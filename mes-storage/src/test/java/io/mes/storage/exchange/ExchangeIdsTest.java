package io.mes.storage.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that ids rise, tell their time and never meet. */
final class ExchangeIdsTest {

    private static final long NOW = 1_795_341_600_000L;
    private static final long MAX_MILLIS = (1L << 47) - 1;

    private final ExchangeIds ids = new ExchangeIds();

    @Test
    void shouldBeTwentySixLowerCaseDigitsOfCrockford() {
        assertThat(ids.next(NOW)).hasSize(ExchangeIds.LENGTH).matches("[0-7][0-9a-hjkmnp-tv-z]{25}");
        assertThat(ids.next(MAX_MILLIS)).matches("[0-7][0-9a-hjkmnp-tv-z]{25}");
    }

    /** The time is what any ULID library reads: 1,795,341,600,000 is 01M81B5H80 in Crockford's digits. */
    @Test
    void shouldBeginWithTheTimeAsUlidsDo() {
        assertThat(ids.next(NOW)).startsWith("01m81b5h80");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1000, NOW, NOW + 1, MAX_MILLIS})
    void shouldTellWhenItWasMade(long millis) {
        assertThat(ExchangeIds.epochMillisOf(ids.next(millis))).hasValue(millis);
    }

    @Test
    void shouldRiseWithinAMillisecondAndWithTheClock() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            made.add(ids.next(NOW + i / 1000));
        }

        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void shouldGoOnRisingWhileTheClockStepsBack() {
        String before = ids.next(NOW);
        String stepped = ids.next(NOW - 3_600_000);
        String beforeAllTime = ids.next(-5);
        String caughtUp = ids.next(NOW + 1);

        assertThat(List.of(before, stepped, beforeAllTime, caughtUp)).isSorted().doesNotHaveDuplicates();
        assertThat(ExchangeIds.epochMillisOf(stepped)).hasValue(NOW);
        assertThat(ExchangeIds.epochMillisOf(caughtUp)).hasValue(NOW + 1);
    }

    @Test
    void shouldGoOnRisingWhenAMillisecondHasNoIdsLeft() {
        String previous = ids.next(NOW);
        for (int i = 0; i < 70_000; i++) {
            String next = ids.next(NOW);
            assertThat(next).isGreaterThan(previous);
            previous = next;
        }
        assertThat(ExchangeIds.epochMillisOf(previous)).hasValue(NOW + 1);
    }

    @Test
    void shouldKeepSourcesApartThatStartAtTheSameMoment() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            made.add(new ExchangeIds().next(NOW));
        }

        assertThat(made).hasSize(1000);
    }

    @Test
    void shouldBeUniqueAndRisingOnEveryThread() throws Exception {
        int threads = 8;
        int each = 5000;
        Callable<List<String>> maker = () -> {
            List<String> made = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                made.add(ids.next(NOW));
            }
            return made;
        };
        Set<String> all = new HashSet<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<List<String>>> makers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                makers.add(maker);
            }
            for (Future<List<String>> made : pool.invokeAll(makers)) {
                assertThat(made.get()).isSorted();
                all.addAll(made.get());
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(all).hasSize(threads * each);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "01m81b5h800000000000000000000",
                "01m81b5h8000000000000000000",
                "01m81b5h80000000000000000",
                "01M81B5H800000000000000000",
                "01m81b5h8u0000000000000000",
                "01m81b5h80000000000000000!",
                "01m81b5h8000000000000000-1",
                "81m81b5h800000000000000000",
                "zzzzzzzzzzzzzzzzzzzzzzzzzz",
                "chatcmpl-4ef92b12fb9d486f8"
            })
    void shouldReadNoTimeFromWhatIsNoId(String text) {
        assertThat(ExchangeIds.epochMillisOf(text)).isEmpty();
    }
}
