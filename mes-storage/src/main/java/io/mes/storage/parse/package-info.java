/**
 * Bytes to chats: request bodies, JSON answers, streamed answers and error bodies. Pure functions, no I/O.
 *
 * <p>Each wire format is a {@code Format}: chat completions and completions share their reading of answers, Responses and
 * Anthropic's messages have their own. All make the same chat of what they read.
 *
 * <p>Receives {@link io.mes.storage.exchange.Exchange exchanges} from the ring, hands
 * {@link io.mes.storage.chat.Chat chats} to the writer. Nothing here trusts its input: what cannot be read is kept as
 * text, and no exception leaves the package.
 */
@NullMarked
package io.mes.storage.parse;

import org.jspecify.annotations.NullMarked;
