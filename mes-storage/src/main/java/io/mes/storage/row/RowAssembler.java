package io.mes.storage.row;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.Usage;
import io.mes.storage.conversation.MessageIds;
import io.mes.storage.conversation.Placement;
import io.mes.storage.conversation.Placement.Place;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a placed chat into rows. Use once for each chat. Not thread-safe. */
public final class RowAssembler {

    private final Chat chat;
    private final Exchange exchange;
    private final String conversationId;
    private final boolean idRefused;
    private final Placement placement;
    private final long createdAt;
    private final String model;

    /**
     * Prepares the rows of a chat.
     *
     * @param idRefused whether the request named a conversation by something that cannot be an id
     */
    public RowAssembler(Chat chat, String conversationId, boolean idRefused, Placement placement) {
        this.chat = chat;
        this.exchange = chat.exchange();
        this.conversationId = conversationId;
        this.idRefused = idRefused;
        this.placement = placement;
        this.createdAt = exchange.completedAt().getEpochSecond();
        this.model = model(chat);
    }

    /** The model asked for; where none was named, the one that answered. MySQL takes no notice of spaces behind it. */
    public static String model(Chat chat) {
        String asked = chat.request().model();
        return ColumnText.fit(asked != null ? asked : chat.response().model(), ColumnText.MODEL)
                .stripTrailing();
    }

    /** Rows of the request's new messages and of the replies; none if the exchange failed. */
    public List<MessageRow> messages() {
        List<MessageRow> rows = new ArrayList<>();
        if (!chat.failed()) {
            for (int i = 0; i < placement.messages().size(); i++) {
                if (!placement.messages().get(i).stored()) {
                    rows.add(requestRow(i));
                }
            }
            for (int i = 0; i < placement.replies().size(); i++) {
                rows.add(replyRow(i));
            }
        }
        return rows;
    }

    private MessageRow requestRow(int index) {
        ChatMessage message = chat.request().messages().get(index);
        Place place = placement.messages().get(index);
        JsonObjectWriter facts =
                new JsonObjectWriter().flag(Facts.CONTEXT, place.inContext()).flag(Facts.SANITISED, chat.sanitised());
        if (!place.inContext()) {
            noteParent(facts, index, place.parent());
        }
        OtherColumn.noteMessage(facts, message);
        facts.flag(Facts.UNPARSED, chat.request().isBodyAsMessage());
        return row(place.messageId(), message, null, Usage.NONE, OtherColumn.of(facts, message));
    }

    private MessageRow replyRow(int index) {
        ChatReply reply = chat.response().replies().get(index);
        int position = placement.messages().size() + index;
        JsonObjectWriter facts = new JsonObjectWriter().flag(Facts.SANITISED, chat.sanitised());
        noteParent(facts, position, placement.parent());
        OtherColumn.noteMessage(facts, reply.message());
        facts.number(Facts.CHOICE, (long) reply.choice());
        if (!reply.facts().isEmpty()) {
            facts.raw(Facts.REPLY, JsonText.object(reply.facts()));
        }
        String finishReason = finishReason(reply);
        if (finishReason != null && finishReason.length() > ColumnText.FINISH_REASON) {
            facts.string(Facts.FINISH_REASON, finishReason);
        }
        if (index == 0) {
            facts.flag(Facts.CONVERSATION_ID_REFUSED, idRefused);
            ExchangeFacts.noteAnswer(facts, chat, placement);
            ExchangeFacts.noteCourse(facts, chat, placement.holders());
        } else {
            facts.string(Facts.FIRST_REPLY, placement.replies().get(0))
                    .flag(Facts.PARTIAL, reply.finishReason() == null && ExchangeFacts.isPartial(chat));
        }
        Usage usage = index == 0 ? chat.response().usage() : Usage.NONE;
        String other = OtherColumn.of(facts, reply.message());
        return row(placement.replies().get(index), reply.message(), finishReason, usage, other);
    }

    private @Nullable String finishReason(ChatReply reply) {
        if (reply.finishReason() != null) {
            return reply.finishReason();
        }
        String ended = exchange.outcome().finishReason();
        return ended == null && chat.response().error() != null ? "upstream_error" : ended;
    }

    private void noteParent(JsonObjectWriter facts, int position, String parent) {
        String implied = position == 0 ? "" : MessageIds.of(exchange.id(), position - 1);
        if (!parent.equals(implied)) {
            facts.raw(Facts.PARENT, parent.isEmpty() ? "null" : JsonText.quote(parent));
        }
    }

    private MessageRow row(String id, ChatMessage message, @Nullable String finishReason, Usage usage, String other) {
        return new MessageRow(
                exchange.identity().userId(),
                createdAt,
                createdAt,
                conversationId,
                id,
                ColumnText.fit(message.role(), ColumnText.ROLE),
                OtherColumn.content(message),
                model,
                exchange.identity().tokenId(),
                exchange.identity().channelId(),
                usage.promptTokens(),
                usage.completionTokens(),
                usage.totalTokens(),
                chat.request().stream() || chat.response().streamed(),
                ColumnText.fitOrNull(finishReason, ColumnText.FINISH_REASON),
                usage.raw(),
                other,
                ColumnText.fitOrNull(exchange.clientIp(), ColumnText.IP));
    }
}
