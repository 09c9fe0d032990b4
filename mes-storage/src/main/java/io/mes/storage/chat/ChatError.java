package io.mes.storage.chat;

import org.jspecify.annotations.Nullable;

/**
 * Why an exchange failed.
 *
 * @param code the HTTP status, or the one named in a body that came with status 200; 0 if there is none
 * @param message what a person should read
 * @param raw the error value exactly as sent, if it was JSON
 */
public record ChatError(int code, String message, @Nullable String raw) {}
