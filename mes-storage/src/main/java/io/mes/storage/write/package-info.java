/**
 * Writes chats and deletes conversations, one transaction at a time.
 *
 * <p>Receives batches of {@link io.mes.storage.chat.Chat chats} from the ring, on its one writer thread; hands rows to the
 * database. A transaction holds everything that belongs together: rows of messages and errors, the conversations' entries, and the
 * usage they add up to. Values are immutable, unless they say otherwise.
 */
@NullMarked
package io.mes.storage.write;

import org.jspecify.annotations.NullMarked;
