/**
 * What the store has done so far: counters, their snapshot, and a log that does not flood.
 *
 * <p>Written to by every stage, read by whoever asks how the store is doing. Snapshots are immutable.
 */
@NullMarked
package io.mes.storage.stats;

import org.jspecify.annotations.NullMarked;
