package io.mes.storage.query;

import io.mes.storage.row.StoredMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message that met an error.
 *
 * @param message what was said
 * @param conversationId null if another program wrote the row and named none
 * @param createdAt unix seconds
 * @param errorCode the HTTP status
 * @param errorMessage what went wrong
 */
public record StoredError(
        StoredMessage message,
        @Nullable String conversationId,
        String modelName,
        long createdAt,
        long errorCode,
        String errorMessage) {}
