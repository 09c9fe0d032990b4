package io.mes.storage.conversation;

/**
 * A stored reply of a model, as it is found again when a client sends it back.
 *
 * @param fingerprint of the reply and of what it answered, or of the upstream's id of the answer
 * @param end where it stands
 */
public record KnownReply(long fingerprint, LineEnd end) {}
