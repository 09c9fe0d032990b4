package io.mes.storage.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Verifies that the bytes held stay between zero and the limit, whoever takes and gives them back at the same time. */
final class CaptureBudgetTest {

    @Test
    void shouldGiveUpToTheLimitAndNoByteMore() {
        CaptureBudget budget = new CaptureBudget(100);

        assertThat(budget.reserve(60)).isTrue();
        assertThat(budget.reserve(41)).isFalse();
        assertThat(budget.reserved()).as("all or nothing").isEqualTo(60);
        assertThat(budget.reserve(40)).isTrue();
        assertThat(budget.reserve(1)).isFalse();
        assertThat(budget.reserve(0)).isTrue();
        assertThat(budget.reserved()).isEqualTo(budget.limit()).isEqualTo(100);
    }

    @Test
    void shouldGiveAgainWhatWasGivenBack() {
        CaptureBudget budget = new CaptureBudget(100);
        assertThat(budget.reserve(100)).isTrue();

        budget.release(30);

        assertThat(budget.reserved()).isEqualTo(70);
        assertThat(budget.reserve(31)).isFalse();
        assertThat(budget.reserve(30)).isTrue();
    }

    @Test
    void shouldNotOverflow() {
        CaptureBudget budget = new CaptureBudget(Long.MAX_VALUE);

        assertThat(budget.reserve(Long.MAX_VALUE - 1)).isTrue();
        assertThat(budget.reserve(2)).isFalse();
        assertThat(budget.reserve(Long.MAX_VALUE)).isFalse();
        assertThat(budget.reserve(1)).isTrue();
    }

    @Test
    void shouldHoldNothingWhereTheLimitIsZero() {
        CaptureBudget budget = new CaptureBudget(0);

        assertThat(budget.reserve(1)).isFalse();
        assertThat(budget.reserve(0)).isTrue();
    }

    @Test
    void shouldNotGrowWhenMoreIsGivenBackThanWasTaken() {
        CaptureBudget budget = new CaptureBudget(100);
        assertThat(budget.reserve(10)).isTrue();

        budget.release(1000);

        assertThat(budget.reserved()).isZero();
        assertThat(budget.reserve(101)).isFalse();
    }

    @Test
    void shouldRefuseNegativeNumbers() {
        CaptureBudget budget = new CaptureBudget(100);

        assertThatThrownBy(() -> new CaptureBudget(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> budget.reserve(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> budget.release(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(budget.reserved()).isZero();
    }

    @Test
    void shouldStayWithinTheLimitUnderConcurrentUse() throws Exception {
        CaptureBudget budget = new CaptureBudget(1000);
        Callable<Boolean> user = () -> {
            boolean within = true;
            for (int i = 0; i < 20_000; i++) {
                long bytes = ThreadLocalRandom.current().nextLong(400);
                if (budget.reserve(bytes)) {
                    long held = budget.reserved();
                    within &= held >= bytes && held <= 1000;
                    budget.release(bytes);
                }
            }
            return within;
        };
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> users = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                users.add(user);
            }
            for (Future<Boolean> within : pool.invokeAll(users)) {
                assertThat(within.get()).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(budget.reserved()).isZero();
    }
}
