package io.mes.storage.row;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatError;
import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.Content;
import io.mes.storage.chat.Usage;
import io.mes.storage.conversation.MessageIds;
import io.mes.storage.conversation.Placement;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.json.JsonObjectWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Turns a placed chat that met an error into rows: one for each message of the request that the conversation does not have yet,
 * and at least one for its last. Use once for each chat, on one thread.
 */
public final class ErrorRowAssembler {

    private final Chat chat;
    private final String conversationId;
    private final Placement placement;

    /** Prepares the error rows of a chat. */
    public ErrorRowAssembler(Chat chat, String conversationId, Placement placement) {
        this.chat = chat;
        this.conversationId = conversationId;
        this.placement = placement;
    }

    /** The rows; none if nothing went wrong. */
    public List<ErrorRow> errors() {
        ChatError error = chat.response().error();
        if (error == null) {
            return List.of();
        }
        List<ErrorRow> rows = new ArrayList<>();
        List<ChatMessage> messages = chat.request().messages();
        int last = messages.size() - 1;
        for (int i = 0; i < last; i++) {
            if (!placement.messages().get(i).stored()) {
                rows.add(row(i, messages.get(i), error, Usage.NONE));
            }
        }
        ChatMessage lastMessage = last < 0 ? new ChatMessage("user", Content.None.NULL, Map.of()) : messages.get(last);
        rows.add(row(Math.max(0, last), lastMessage, error, chat.response().usage()));
        return rows;
    }

    private ErrorRow row(int position, ChatMessage message, ChatError error, Usage usage) {
        Exchange exchange = chat.exchange();
        JsonObjectWriter facts = new JsonObjectWriter().flag(Facts.SANITISED, chat.sanitised());
        OtherColumn.noteMessage(facts, message);
        if (position >= chat.request().messages().size() - 1) {
            ExchangeFacts.noteCourse(facts, chat, Map.of());
        }
        return new ErrorRow(
                exchange.identity().userId(),
                exchange.completedAt().getEpochSecond(),
                conversationId,
                MessageIds.of(exchange.id(), position),
                ColumnText.fit(message.role(), ColumnText.ROLE),
                OtherColumn.content(message),
                ColumnText.fit(chat.request().model(), ColumnText.MODEL),
                exchange.identity().tokenId(),
                exchange.identity().channelId(),
                error.code(),
                ColumnText.fit(error.message(), Integer.MAX_VALUE),
                usage.promptTokens(),
                usage.completionTokens(),
                usage.totalTokens(),
                OtherColumn.of(facts, message),
                ColumnText.fitOrNull(exchange.clientIp(), ColumnText.IP));
    }
}
