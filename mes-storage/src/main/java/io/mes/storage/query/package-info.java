/**
 * Questions to the store and its answers. Values and exceptions only.
 *
 * <p>Made by whoever asks (the query servlet, an application), read by {@code read}; answers go the other way. All of them are
 * immutable, if the objects in them are.
 */
@NullMarked
package io.mes.storage.query;

import org.jspecify.annotations.NullMarked;
