/**
 * The hand-over from request threads to the single writer thread.
 *
 * <pre>
 *   request threads --offer---> [            ] --each--> parser thread --batches--> writer thread
 *                               [ ring of N  ]             exchange → chat            chats → rows
 *   callers ---------submit---> [   slots    ] ------------------------------------> task, in its turn
 *                      |
 *                      +-- full or closed: refused and counted, never waits
 * </pre>
 *
 * <p>Receives exchanges from whoever captured them; hands lists of chats to the consumer given at construction. A task runs on the
 * writer thread after everything that was taken before it, which is how reads see earlier writes and deletes hit what they should.
 * Knows nothing of HTTP or SQL. Values are immutable.
 */
@NullMarked
package io.mes.storage.ring;

import org.jspecify.annotations.NullMarked;
