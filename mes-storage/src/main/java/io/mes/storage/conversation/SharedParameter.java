package io.mes.storage.conversation;

/**
 * A large parameter of a request, stored with the reply to it, to which later requests that send the same refer.
 *
 * @param digest see {@link io.mes.storage.chat.ChatRequest#digests}
 * @param holder the first reply of the exchange that holds it
 * @param home names what the holder is forgotten together with
 */
record SharedParameter(String name, String digest, String holder, String home) {}
