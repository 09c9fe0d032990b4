package io.mes.storage.conversation;

/**
 * A stored reply of a model, as it is found again when a client sends it back.
 *
 * @param fingerprint of the reply and of what it answered, or of the upstream's id of the answer
 * @param messageId its id
 * @param lineLength how many messages its line has up to it, system prompts before the line not among them
 * @param lineHash a fingerprint of all of these
 */
public record KnownReply(long fingerprint, String messageId, long lineLength, long lineHash) {}
