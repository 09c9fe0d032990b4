/**
 * What must be done to the tables beside reading and writing: making tomorrow's, taking over what other programs wrote,
 * dropping days, recounting.
 *
 * <pre>
 *   Upkeep, every few minutes: one thread --&gt; tomorrow's tables
 *                                         --&gt; Retention --&gt; DayDropper, BasePruner
 *                              another    --&gt; LegacyCataloguer: rows without a catalogue, piece by piece
 *   administrators -----------------------&gt; DayDropper, Recounter
 * </pre>
 *
 * <p>Several gateways do all of it at once: every step is a transaction that finds out for itself what is left to do.
 */
@NullMarked
package io.mes.storage.upkeep;

import org.jspecify.annotations.NullMarked;
