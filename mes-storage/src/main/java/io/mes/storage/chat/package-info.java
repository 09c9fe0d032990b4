/**
 * A chat as MES understands it, whatever wire format it came in: messages, replies, usage, errors. Immutable values
 * only.
 *
 * <p>Made by {@code parse}, read by {@code conversation} and {@code row}.
 */
@NullMarked
package io.mes.storage.chat;

import org.jspecify.annotations.NullMarked;
