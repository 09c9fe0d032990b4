package io.mes.storage.await;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.pollinterval.IterativePollInterval;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has tests go on as soon as what they await is there. JUnit finds it by itself.
 *
 * <p>Otherwise each wait lasts a tenth of a second, be there nothing to wait for, and thousands of them add up to minutes.
 */
public final class PromptAwaiting implements BeforeAllCallback {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** What is awaited is often a query, which must not keep the database from what is to happen. */
    private static final Duration LONGEST = Duration.ofMillis(20);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(IterativePollInterval.iterative(PromptAwaiting::longer, SHORTEST));
    }

    private static Duration longer(Duration interval) {
        Duration twice = interval.multipliedBy(2);
        return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }
}
