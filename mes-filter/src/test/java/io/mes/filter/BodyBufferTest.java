package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.exchange.Body;
import io.mes.storage.exchange.CaptureBudget;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Verifies that a body is copied exactly up to its limit, and that the budget is kept and given back. */
final class BodyBufferTest {

    private final CaptureBudget budget = new CaptureBudget(10_000_000);

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void shouldCopyWhateverThePieces() {
        for (int length : new int[] {0, 1, 1023, 1024, 1025, 70_000, 1_000_000}) {
            byte[] bytes = random(length);
            BodyBuffer buffer = new BodyBuffer(budget, Integer.MAX_VALUE);
            Random pieces = new Random(length);
            int done = 0;
            while (done < length) {
                int count = Math.min(length - done, pieces.nextInt(3000));
                if (count == 1) {
                    buffer.write(bytes[done]);
                } else {
                    buffer.write(bytes, done, count);
                }
                done += count;
            }
            Body body = buffer.close();

            assertThat(body.toByteArray()).isEqualTo(bytes);
            assertThat(body.truncated()).isFalse();
            assertThat(buffer.reserved()).isBetween((long) length, length + Math.max(3000, length / 16L));
            budget.release(buffer.reserved());
        }
        assertThat(budget.reserved()).isZero();
    }

    @Test
    void shouldReserveWhatWasDeclaredAndTakeWhatComesBeyond() {
        for (int declared : new int[] {1, 600, 70_000, 1_000_000}) {
            byte[] bytes = random(declared + 10);
            BodyBuffer buffer = new BodyBuffer(budget, Integer.MAX_VALUE);
            buffer.declare(declared);
            for (int done = 0; done < declared; done += 700) {
                buffer.write(bytes, done, Math.min(700, declared - done));
            }
            assertThat(buffer.reserved()).isEqualTo(declared);

            buffer.write(bytes, declared, 10);
            assertThat(buffer.close().toByteArray()).isEqualTo(bytes);
        }
    }

    @Test
    void shouldNotBelieveALengthBeforeAsMuchHasCome() {
        BodyBuffer buffer = new BodyBuffer(budget, Integer.MAX_VALUE);
        buffer.declare(Long.MAX_VALUE);
        for (int done = 0; done < 5000; done++) {
            buffer.write('x');
        }

        assertThat(buffer.reserved()).isBetween(5000L, 10_000L);
    }

    @Test
    void shouldStopAtTheLimitAndCountOn() {
        byte[] bytes = random(5000);
        BodyBuffer buffer = new BodyBuffer(budget, 3000);
        buffer.write(bytes, 0, 2000);
        buffer.write(bytes, 2000, 3000);
        buffer.write(1);
        Body body = buffer.close();

        assertThat(body.toByteArray()).isEqualTo(Arrays.copyOf(bytes, 3000));
        assertThat(body.seen()).isEqualTo(5001);
        assertThat(body.truncated()).isTrue();
    }

    @Test
    void shouldLeaveNoGapWhenTheBudgetIsUsedUpForAWhile() {
        CaptureBudget small = new CaptureBudget(2048);
        BodyBuffer buffer = new BodyBuffer(small, Integer.MAX_VALUE);
        buffer.write(random(1024), 0, 1024);
        assertThat(small.reserve(1024)).isTrue();
        buffer.write(1);
        small.release(1024);
        buffer.write(2);
        Body body = buffer.close();

        assertThat(body.length()).isEqualTo(1024);
        assertThat(body.seen()).isEqualTo(1026);
    }

    @Test
    void shouldForgetOnResetAndIgnoreWhatComesAfterItsEnd() {
        BodyBuffer buffer = new BodyBuffer(budget, Integer.MAX_VALUE);
        buffer.write(random(5000), 0, 5000);
        buffer.reset();
        assertThat(budget.reserved()).isZero();
        buffer.write('x');
        Body body = buffer.close();
        buffer.write('y');
        buffer.write(random(5000), 0, 5000);
        buffer.reset();

        assertThat(body.toByteArray()).containsExactly('x');
        assertThat(budget.reserved()).isEqualTo(buffer.reserved()).isEqualTo(512);
    }

    @Test
    void shouldNotReserveMoreThanItsLimit() {
        BodyBuffer buffer = new BodyBuffer(budget, 10);
        buffer.write(random(100), 0, 100);

        assertThat(buffer.reserved()).isEqualTo(10);
    }
}
