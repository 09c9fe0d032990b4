/**
 * Which conversation an exchange belongs to, and which of its messages are there already.
 *
 * <p>Receives {@link io.mes.storage.chat.Chat chats} together with the
 * {@link io.mes.storage.conversation.ConversationState state} of their conversation, hands
 * {@link io.mes.storage.conversation.Placement placements} to {@code row}. Pure functions: the state is read before and
 * written after by {@code write}, in the transaction of the rows.
 *
 * <p>The <em>line</em> of a conversation is the chain of messages from the first to the newest reply. Clients resend it, or a
 * window of it, with every request; {@link io.mes.storage.conversation.Alignment} finds where the resent part ends. What comes
 * along but is no part of the chain (system prompts at the head, summaries of a dropped beginning) is <em>context</em>: stored
 * once, referred to by the replies it led to, and outside the line. Values are immutable.
 */
@NullMarked
package io.mes.storage.conversation;

import org.jspecify.annotations.NullMarked;
