/**
 * Masks what must not be stored, between parsing and everything that keeps anything: texts, JSON values, whole chats.
 *
 * <p>Runs on the parser thread. Where masking fails, the text in question is not kept at all.
 */
@NullMarked
package io.mes.storage.redact;

import org.jspecify.annotations.NullMarked;
