package io.mes.storage.row;

import org.jspecify.annotations.Nullable;

/** What rows of messages and of errors have in common. */
public sealed interface Row permits MessageRow, ErrorRow {

    /** Whose it is. */
    long userId();

    /** Unix seconds; decides the day. */
    long createdAt();

    /** At most 255 characters. */
    String conversationId();

    /** At most 255 characters, unique. */
    String messageId();

    /** At most 20 characters. */
    String role();

    /** Text or JSON; null for no content. */
    @Nullable
    String content();

    /** The model asked for; empty where none was named. */
    String modelName();

    /** By what the caller was let in; 0 where that is not known. */
    long tokenId();

    /** Where the request was sent; 0 where that is not known. */
    long channelId();

    /** Tokens of the request. */
    long promptTokens();

    /** Tokens of the answer. */
    long completionTokens();

    /** Tokens of both. */
    long totalTokens();

    /** JSON object: the message's own further fields, and ours under {@code "mes"}. */
    @Nullable
    String other();

    /** The client's address. */
    @Nullable
    String ip();
}
