/**
 * The query servlet and the filter for stored completions: a user's conversations over HTTP, whole or exchange by exchange, each
 * user only their own.
 *
 * <p>Receives requests from the container, asks {@code io.mes.storage.service}, writes JSON. Knows nothing of SQL.
 */
@NullMarked
package io.mes.filter.query;

import org.jspecify.annotations.NullMarked;
