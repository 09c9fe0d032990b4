package io.mes.storage.stats;

import java.time.Instant;

/**
 * Exchanges that were lost for one reason in one stretch of time.
 *
 * @param exchanges how many
 * @param firstAt when the first of them was given up
 * @param lastAt when the last of them was
 */
public record Gap(LossReason reason, long exchanges, Instant firstAt, Instant lastAt) {

    Gap plus(long more, Instant at) {
        return new Gap(reason, exchanges + more, firstAt, at);
    }
}
