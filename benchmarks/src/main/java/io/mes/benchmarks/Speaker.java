package io.mes.benchmarks;

/**
 * Who speaks in a conversation.
 *
 * @param client tells the conversations of a day apart
 * @param user to whom it belongs
 */
record Speaker(int client, long user) {}
