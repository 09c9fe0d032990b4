/**
 * What differs between database systems: SQL text and the meaning of error codes. No I/O.
 *
 * <p>Asked by {@code partition}, {@code write} and {@code read}; holds no connection.
 */
@NullMarked
package io.mes.storage.dialect;

import org.jspecify.annotations.NullMarked;
