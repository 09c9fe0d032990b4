/**
 * What one INSERT writes: the rows of messages and errors, the days they belong to, and the way back from a row to the
 * message it was. Names of tables and columns stand here and nowhere else.
 *
 * <p>Receives chats and their placements, hands rows to {@code write}; receives rows from {@code read}, hands messages to
 * {@code service}. Rows and names are immutable.
 */
@NullMarked
package io.mes.storage.row;

import org.jspecify.annotations.NullMarked;
