/**
 * Chats on disk, while the database cannot take them.
 *
 * <p>Receives parsed and redacted {@link io.mes.storage.chat.Chat chats} from whoever could not store them, and gives
 * them back in order. A {@link io.mes.storage.spool.Spool} is a directory with one SQLite file, which is crash-safe, and a
 * lock that keeps other gateways out; {@link io.mes.storage.spool.ChatCodec} writes a chat as bytes. Captured bodies are
 * never spooled, for they may hold what is to be masked. The package knows nothing of the database that is away, of rings or
 * of replay. Values are immutable.
 *
 * <pre>
 *   chat ─▶ SpoolEntry ─▶ append ─▶ [ spool.db ] ─▶ peek ─▶ chat ─▶ (stored) ─▶ remove
 *                                                     └─▶ (unreadable) ─▶ reject
 * </pre>
 */
@NullMarked
package io.mes.storage.spool;

import org.jspecify.annotations.NullMarked;
