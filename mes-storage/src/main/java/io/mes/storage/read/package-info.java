/**
 * SELECTs, page by page and day by day.
 *
 * <p>Receives questions from {@code service}, hands back values. Every query goes by an index, asks only partitions that
 * can hold an answer, and fetches at most one row more than it returns, to know whether there are more. Stateless but for
 * what it was made with; safe on any thread.
 */
@NullMarked
package io.mes.storage.read;

import org.jspecify.annotations.NullMarked;
