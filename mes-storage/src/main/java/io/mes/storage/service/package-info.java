/**
 * The use cases: listing, reading, rebuilding, deleting, counting. Here, and only here on this path, an
 * {@code SQLException} becomes a {@link io.mes.storage.query.StorageException}.
 *
 * <p>Asked by the query servlet and by applications, on any thread; asks {@code read}, and the writer thread for what must
 * happen in order with writes.
 */
@NullMarked
package io.mes.storage.service;

import org.jspecify.annotations.NullMarked;
