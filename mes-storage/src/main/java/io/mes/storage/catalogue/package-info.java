/**
 * The two tables that make lists, reads and statistics independent of the number of days: one row a conversation, one
 * row a user, day and model. Beside them those by which replies and single exchanges are found.
 *
 * <p>Changed by {@code write} in the transaction of the rows they describe, asked by {@code read}. Values are immutable; the
 * tables are safe on any thread.
 */
@NullMarked
package io.mes.storage.catalogue;

import org.jspecify.annotations.NullMarked;
