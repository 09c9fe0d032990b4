package io.mes.storage.query;

import io.mes.storage.row.StoredMessage;

/**
 * A message that met an error.
 *
 * @param message what was said
 * @param createdAt unix seconds
 * @param errorCode the HTTP status
 * @param errorMessage what went wrong
 */
public record StoredError(
        StoredMessage message,
        String conversationId,
        String modelName,
        long createdAt,
        long errorCode,
        String errorMessage) {}
