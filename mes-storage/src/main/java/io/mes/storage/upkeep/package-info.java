/**
 * What must be done to the tables beside reading and writing: making tomorrow's, taking over what other programs wrote,
 * dropping days, recounting.
 *
 * <pre>
 *   Upkeep (its own thread, every few minutes) --&gt; tomorrow's tables
 *                                              --&gt; LegacyCataloguer: rows without a catalogue, piece by piece
 *                                              --&gt; Retention --&gt; DayDropper, BasePruner
 *   administrators ----------------------------&gt; DayDropper, Recounter
 * </pre>
 *
 * <p>Several gateways do all of it at once: every step is a transaction that finds out for itself what is left to do.
 */
@NullMarked
package io.mes.storage.upkeep;

import org.jspecify.annotations.NullMarked;
