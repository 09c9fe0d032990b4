package io.mes.storage.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.chat.Usage;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.stats.LossReason;
import io.mes.storage.stats.StoreCounters;
import io.mes.storage.stats.StoreStats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies the hand-over: its order, its bounds, its end, and that nothing taken is forgotten. */
@Timeout(60)
final class ExchangeRingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final RingConfig SMALL = new RingConfig(8, 3, 1 << 20, 1 << 20, false);

    private final StoreCounters counters = new StoreCounters();
    private final LongAdder released = new LongAdder();

    private Exchange exchange(String id) {
        return Exchange.builder(id, WireFormat.CHAT_COMPLETIONS, Instant.EPOCH)
                .onRelease(released::increment)
                .build();
    }

    private static Chat parse(Exchange exchange) {
        return new Chat(
                exchange,
                new ChatRequest(null, null, List.of(), Map.of(), false),
                new ChatResponse(null, null, List.of(), Usage.NONE, null, Map.of(), false, true));
    }

    private StoreStats stats() {
        return counters.snapshot(0, 0);
    }

    @Test
    void shouldHandOnEverythingInOrderAndInBoundedBatches() {
        List<List<String>> batches = new ArrayList<>();
        ExchangeRing ring = new ExchangeRing(
                new RingConfig(1024, 3, 1 << 20, 1 << 20, false),
                ExchangeRingTest::parse,
                chats -> batches.add(
                        chats.stream().map(chat -> chat.exchange().id()).toList()),
                Exchange::release,
                counters);
        List<String> offered = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            offered.add("x" + i);
            assertThat(ring.offer(exchange("x" + i))).isTrue();
        }

        assertThat(ring.close(PATIENCE)).isTrue();
        assertThat(batches.stream().flatMap(List::stream)).containsExactlyElementsOf(offered);
        assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeBetween(1, 3));
        assertThat(released.sum()).isEqualTo(1000);
        // The task by which closing learns that all is written frees its own slot a moment later.
        await().until(() -> ring.backlog() == 0);
    }

    @Test
    void shouldNotNapWhileATaskIsWaitedFor() {
        ExchangeRing ring = new ExchangeRing(SMALL, ExchangeRingTest::parse, chats -> {}, Exchange::release, counters);
        long begin = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            ring.submit(Task.of(() -> null)).join();
        }

        // Naps of 5 ms would make it a second, or two.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(700));
        ring.close(PATIENCE);
    }

    @Test
    void shouldNotNapWhereThereIsLittleRoom() {
        ExchangeRing ring = new ExchangeRing(SMALL, ExchangeRingTest::parse, chats -> {}, Exchange::release, counters);
        long begin = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThat(ring.offer(exchange("x" + i))).isTrue();
            while (ring.backlog() > 0) {
                ring.hurry();
            }
        }

        // Naps of 5 ms would make it half a second, or more.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(350));
        ring.close(PATIENCE);
    }

    @Test
    void shouldLoseNothingBetweenManyThreads() throws InterruptedException {
        AtomicInteger written = new AtomicInteger();
        ExchangeRing ring = new ExchangeRing(
                new RingConfig(256, 50, 1 << 20, 1 << 20, false),
                ExchangeRingTest::parse,
                chats -> written.addAndGet(chats.size()),
                Exchange::release,
                counters);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    ring.offer(exchange("x"));
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(ring.close(PATIENCE)).isTrue();
        assertThat(stats().accepted()).isEqualTo(written.get());
        assertThat(stats().accepted() + stats().droppedFull()).isEqualTo(160_000);
        assertThat(released.sum()).isEqualTo(160_000);
    }

    @Test
    void shouldRefuseAndCountWhenItIsFull() throws InterruptedException {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExchangeRing ring = new ExchangeRing(
                SMALL,
                ExchangeRingTest::parse,
                chats -> {
                    writing.countDown();
                    awaitQuietly(goOn);
                },
                Exchange::release,
                counters);
        ring.offer(exchange("first"));
        writing.await();
        for (int i = 0; i < 7; i++) {
            assertThat(ring.offer(exchange("x"))).isTrue();
        }

        assertThat(ring.offer(exchange("one too many"))).isFalse();
        assertThat(stats().droppedFull()).isEqualTo(1);
        assertThat(released.sum()).isEqualTo(1);
        assertThat(ring.backlog()).isEqualTo(8);
        assertThatThrownBy(() -> ring.submit(Task.of(() -> 1)).get())
                .hasCauseInstanceOf(RejectedExecutionException.class);
        goOn.countDown();
        assertThat(ring.close(PATIENCE)).isTrue();
        assertThat(released.sum()).isEqualTo(9);
    }

    @Test
    void shouldNotParseFarAheadOfAWriterThatWaits() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger parsed = new AtomicInteger();
        AtomicInteger written = new AtomicInteger();
        ExchangeRing ring = new ExchangeRing(
                new RingConfig(64, 100, 1 << 20, 3000, false),
                exchange -> {
                    parsed.incrementAndGet();
                    return large(exchange);
                },
                chats -> {
                    awaitQuietly(goOn);
                    written.addAndGet(chats.size());
                },
                Exchange::release,
                counters);
        for (int i = 0; i < 40; i++) {
            ring.offer(exchange("x"));
        }
        await().during(Duration.ofMillis(100)).until(() -> parsed.get() == 3);
        CompletableFuture<Integer> behind = ring.submit(Task.of(parsed::get));

        assertThat(parsed).hasValue(3);
        goOn.countDown();
        assertThat(behind.get(10, TimeUnit.SECONDS)).isEqualTo(40);
        assertThat(written).hasValue(40);
        assertThat(ring.close(PATIENCE)).isTrue();
    }

    @Test
    void shouldEndAlthoughTheParserWaitsForTheWriter() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger parsed = new AtomicInteger();
        ExchangeRing ring = new ExchangeRing(
                new RingConfig(64, 100, 1 << 20, 1, false),
                exchange -> {
                    parsed.incrementAndGet();
                    return large(exchange);
                },
                chats -> awaitQuietly(never),
                Exchange::release,
                counters);
        ring.offer(exchange("x"));
        ring.offer(exchange("y"));
        await().until(() -> parsed.get() == 1);

        assertThat(ring.close(Duration.ofMillis(50))).isFalse();
        await().until(() -> parsed.get() == 2);
        never.countDown();
    }

    /** A chat of 1,000 characters. */
    private static Chat large(Exchange exchange) {
        return new Chat(
                exchange,
                new ChatRequest("x".repeat(1000), null, List.of(), Map.of(), false),
                parse(exchange).response());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldRunTasksInTheirTurn() throws Exception {
        List<String> happened = new ArrayList<>();
        ExchangeRing ring = new ExchangeRing(
                SMALL,
                ExchangeRingTest::parse,
                chats -> chats.forEach(chat -> happened.add(chat.exchange().id())),
                Exchange::release,
                counters);
        ring.offer(exchange("before"));
        CompletableFuture<Integer> task = ring.submit(Task.of(() -> {
            happened.add("task");
            return 42;
        }));
        CompletableFuture<Integer> failing = ring.submit(Task.of(() -> {
            throw new IllegalStateException("on purpose");
        }));
        ring.offer(exchange("after"));

        assertThat(task.get(10, TimeUnit.SECONDS)).isEqualTo(42);
        assertThatThrownBy(() -> failing.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("on purpose");
        ring.close(PATIENCE);
        assertThat(happened).containsExactly("before", "task", "after");
    }

    @Test
    void shouldOutliveAParserAndAWriterThatFail() {
        AtomicInteger written = new AtomicInteger();
        ExchangeRing ring = new ExchangeRing(
                SMALL,
                exchange -> {
                    if (exchange.id().equals("unparsable")) {
                        throw new IllegalStateException("on purpose");
                    }
                    return parse(exchange);
                },
                chats -> {
                    if (chats.get(0).exchange().id().equals("unwritable")) {
                        throw new IllegalStateException("on purpose");
                    }
                    written.addAndGet(chats.size());
                },
                Exchange::release,
                counters);
        ring.offer(exchange("unparsable"));
        ring.submit(Task.of(() -> 0)).join();
        ring.offer(exchange("unwritable"));
        ring.submit(Task.of(() -> 0)).join();
        ring.offer(exchange("fine"));

        assertThat(ring.close(PATIENCE)).isTrue();
        assertThat(written).hasValue(1);
        assertThat(stats().failed()).isEqualTo(2);
        assertThat(released.sum()).isEqualTo(3);
    }

    @Test
    void shouldSayWhenItCouldNotWriteEverythingInTime() {
        CountDownLatch never = new CountDownLatch(1);
        ExchangeRing ring = new ExchangeRing(
                SMALL, ExchangeRingTest::parse, chats -> awaitQuietly(never), Exchange::release, counters);
        ring.offer(exchange("x"));

        assertThat(ring.close(Duration.ofMillis(50))).isFalse();
        assertThat(ring.backlog()).isPositive();
        never.countDown();
    }

    /** What is behind a writer that hangs is given up and counted, when that ends. */
    @Test
    void shouldAccountForWhatItCouldNotHandOn() throws InterruptedException {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExchangeRing ring = new ExchangeRing(
                SMALL,
                ExchangeRingTest::parse,
                chats -> {
                    writing.countDown();
                    awaitQuietly(goOn);
                },
                Exchange::release,
                counters);
        ring.offer(exchange("first"));
        writing.await();
        for (int i = 0; i < 5; i++) {
            ring.offer(exchange("x"));
        }
        CompletableFuture<Integer> task = ring.submit(Task.of(() -> 1));

        assertThat(ring.close(Duration.ofMillis(50))).isFalse();
        assertThat(ring.abandon(Duration.ofMillis(50))).isFalse();
        goOn.countDown();
        await().until(task::isDone);
        assertThat(task).isCompletedExceptionally();
        assertThat(counters.lost(LossReason.NOT_WRITTEN)).isEqualTo(5);
        assertThat(released.sum()).isEqualTo(6);
    }

    /** Threads that offer do not know that it closes. */
    @RepeatedTest(20)
    void shouldAccountForWhatIsOfferedWhileItCloses() throws InterruptedException {
        AtomicInteger written = new AtomicInteger();
        ExchangeRing ring = new ExchangeRing(
                SMALL, ExchangeRingTest::parse, chats -> written.addAndGet(chats.size()), Exchange::release, counters);
        List<Thread> threads = new ArrayList<>();
        LongAdder offered = new LongAdder();
        for (int t = 0; t < 4; t++) {
            Thread thread = new Thread(() -> {
                boolean taken;
                do {
                    offered.increment();
                    taken = ring.offer(exchange("x"), PATIENCE);
                } while (taken);
            });
            threads.add(thread);
            thread.start();
        }
        await().until(() -> written.get() > 100);
        ring.close(PATIENCE);
        assertThat(ring.abandon(PATIENCE)).isTrue();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(stats().accepted()).isEqualTo(written.get() + counters.lost(LossReason.NOT_WRITTEN));
        assertThat(released.sum()).isEqualTo(offered.sum());
        assertThat(stats().droppedFull()).isZero();
    }

    @Test
    void shouldRefuseAfterItsEnd() {
        ExchangeRing ring = new ExchangeRing(SMALL, ExchangeRingTest::parse, chats -> {}, Exchange::release, counters);
        assertThat(ring.close(PATIENCE)).isTrue();

        assertThat(ring.offer(exchange("late"))).isFalse();
        assertThat(stats().droppedClosed()).isEqualTo(1);
        assertThat(released.sum()).isEqualTo(1);
        assertThat(ring.close(PATIENCE)).isTrue();
    }

    @Test
    void shouldRefuseSizesThatAreNone() {
        assertThatThrownBy(() -> new RingConfig(1000, 1, 1, 1, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RingConfig(1024, 0, 1, 1, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RingConfig(1024, 1, 1, 0, false)).isInstanceOf(IllegalArgumentException.class);
    }
}
