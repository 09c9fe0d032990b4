package io.mes.filter;

import io.mes.storage.ConversationStore;
import io.mes.storage.exchange.Body;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.exchange.Identity;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonValues;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ConversationStats;
import io.mes.storage.query.ConversationSummary;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.row.StoredMessage;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the Go MES under their own words, for gateways that save by hand what no filter sees.
 *
 * <p>Thread-safe. Messages and responses are maps, lists, strings, numbers and booleans, as a JSON library makes them. The
 * save methods return at once and never throw on account of the database; the others wait for it, and throw
 * {@link io.mes.storage.query.UnavailableException} if it fails. Other than in Go every question names the user, since a
 * conversation's id alone does not say whose it is.
 */
public final class MesHelper {

    private static final int OK = 200;
    private static final int BAD_GATEWAY = 502;

    private final ConversationStore store;
    private final ClientAddress clientAddress;
    private final Clock clock;
    private final ExchangeIds ids = new ExchangeIds();

    /** A helper for a store, trusting no proxies. */
    public MesHelper(ConversationStore store) {
        this(store, CaptureConfig.DEFAULT);
    }

    /** A helper for a store that finds client addresses as the filter does. */
    public MesHelper(ConversationStore store, CaptureConfig config) {
        this.store = store;
        this.clientAddress = ClientAddress.of(config.trustedProxies());
        this.clock = Clock.systemUTC();
    }

    /**
     * Saves a chat: the messages that the conversation does not have yet, and the replies.
     *
     * @param request where the client's address comes from; null if there is none
     * @param messages the messages of the request, in order
     * @param response the answer, with its {@code choices} and {@code usage}
     * @return whether it was accepted; see {@link io.mes.storage.exchange.ExchangeSink#offer}
     * @throws IllegalArgumentException if a value has no JSON form
     */
    public boolean saveChatCompletion(
            @Nullable HttpServletRequest request,
            String conversationId,
            List<? extends Map<String, ?>> messages,
            Map<String, ?> response,
            String modelName,
            long userId,
            long tokenId,
            long channelId) {
        Identity caller = new Identity(userId, tokenId, channelId, false);
        return store.offer(exchange(request, conversationId, messages, modelName, caller)
                .response(body(JsonValues.write(response)), null)
                .ended(OK, Outcome.COMPLETED)
                .build());
    }

    /**
     * Saves messages that met an error.
     *
     * @param errorCode the HTTP status; what is no status of an error, such as 0 where no answer came, is stored as 502
     * @param errorMessage null where there is none
     * @return whether it was accepted
     * @throws IllegalArgumentException if a value has no JSON form
     */
    public boolean saveErrorConversation(
            @Nullable HttpServletRequest request,
            String conversationId,
            List<? extends Map<String, ?>> messages,
            int errorCode,
            @Nullable String errorMessage,
            String modelName,
            long userId,
            long tokenId,
            long channelId) {
        int status = errorCode >= 300 && errorCode <= 599 ? errorCode : BAD_GATEWAY;
        String message = errorMessage == null ? "" : errorMessage;
        String error = new JsonObjectWriter()
                .raw("error", new JsonObjectWriter().string("message", message).toString())
                .toString();
        Identity caller = new Identity(userId, tokenId, channelId, false);
        return store.offer(exchange(request, conversationId, messages, modelName, caller)
                .response(body(error), null)
                .ended(status, Outcome.COMPLETED)
                .build());
    }

    private Exchange.Builder exchange(
            @Nullable HttpServletRequest request,
            String conversationId,
            List<? extends Map<String, ?>> messages,
            String modelName,
            Identity caller) {
        String requestBody = new JsonObjectWriter()
                .string("model", modelName)
                .raw("messages", JsonValues.write(messages))
                .toString();
        Instant now = clock.instant();
        return Exchange.builder(ids.next(now.toEpochMilli()), WireFormat.CHAT_COMPLETIONS, now)
                .caller(caller, request == null ? null : clientAddress.of(request))
                .conversationId(conversationId)
                .request(body(requestBody), null);
    }

    private static Body body(String json) {
        return Body.of(json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The first messages of a conversation, oldest first.
     *
     * @param limit messages at most, 1 to 1000; {@link ConversationStore#queries()} pages through longer ones
     * @throws io.mes.storage.query.NotFoundException if the user has no such conversation
     * @throws io.mes.storage.query.InvalidQueryException if the limit is out of these bounds
     */
    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> getConversationMessages(long userId, String conversationId, int limit) {
        List<Map<String, Object>> messages = new ArrayList<>();
        for (StoredMessage message : store.queries()
                .messages(userId, conversationId, new MessageQuery(limit, null, false))
                .items()) {
            // A message is always an object, and JsonValues makes those maps of names to values.
            messages.add((Map<String, Object>) Objects.requireNonNull(JsonValues.read(message.toJson())));
        }
        return messages;
    }

    /**
     * A user's conversations, newest activity first.
     *
     * @param limit conversations at most, 1 to 100
     * @param offset conversations to skip, 0 to 10,000; {@link ConversationStore#queries()} pages through more of them
     * @throws io.mes.storage.query.InvalidQueryException if one of them is out of these bounds
     */
    public List<ConversationSummary> getUserConversations(long userId, int limit, int offset) {
        return store.queries()
                .conversations(userId, ConversationQuery.newest(limit, offset))
                .items();
    }

    /**
     * Deletes a conversation.
     *
     * @return how many messages it had
     * @throws io.mes.storage.query.NotFoundException if the user has no such conversation
     */
    public long deleteUserConversation(long userId, String conversationId) {
        return store.queries().delete(userId, conversationId);
    }

    /** What a user has said and spent. */
    public ConversationStats getConversationStats(long userId) {
        return store.queries().stats(userId);
    }
}
