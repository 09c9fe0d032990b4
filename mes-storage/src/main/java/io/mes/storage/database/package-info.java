/**
 * The one way to the database: connections for reading, transactions for writing, and statements that define tables.
 *
 * <p>Used by {@code partition}, {@code write} and {@code read}; asks {@code dialect} what the system behind the
 * {@code DataSource} needs. Knows nothing of tables.
 */
@NullMarked
package io.mes.storage.database;

import org.jspecify.annotations.NullMarked;
