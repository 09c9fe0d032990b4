/**
 * Export and import as JSON Lines, in constant memory.
 *
 * <p>An export asks {@code read}, conversation by conversation and page by page, and writes lines; an import reads lines and hands
 * {@link io.mes.storage.row.ConversationPart parts} of conversations to the store. Used by the query servlet, by commands and by
 * applications, on any thread. What they report is immutable.
 */
@NullMarked
package io.mes.storage.transfer;

import org.jspecify.annotations.NullMarked;
