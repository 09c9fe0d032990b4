package io.mes.storage.conversation;

/**
 * A place where the line did not go on at the newest message: the messages between the two ends lie on other lines.
 *
 * @param first the message with which the line goes on
 * @param parent the message before it on the line; empty if the line begins anew
 */
record Branch(String first, String parent) {}
