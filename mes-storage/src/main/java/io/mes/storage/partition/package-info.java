/**
 * The tables of days: which there are, and making those that are missing. The only place that runs DDL.
 *
 * <p>Asked by {@code write} before a batch and by {@code read} for what there is to read. Values are immutable.
 */
@NullMarked
package io.mes.storage.partition;

import org.jspecify.annotations.NullMarked;
