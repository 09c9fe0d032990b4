/**
 * What differs between database systems: SQL text and the meaning of error codes. No I/O.
 *
 * <p>Asked by {@code partition}, {@code write} and {@code read}; holds no connection. Everything is immutable and safe on any
 * thread.
 */
@NullMarked
package io.mes.storage.dialect;

import org.jspecify.annotations.NullMarked;
