package io.mes.storage.service;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.json.JsonText;
import io.mes.storage.partition.Calendar;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ConversationStats;
import io.mes.storage.query.ConversationSummary;
import io.mes.storage.query.ErrorQuery;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.NotFoundException;
import io.mes.storage.query.Page;
import io.mes.storage.query.StoredError;
import io.mes.storage.query.UnavailableException;
import io.mes.storage.read.ConversationReader;
import io.mes.storage.read.ErrorReader;
import io.mes.storage.read.MessageReader;
import io.mes.storage.row.StoredMessage;
import io.mes.storage.write.ConversationEraser;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * What a user may ask of the store.
 *
 * <p>Thread-safe; every method blocks until the database has answered. Every method is about one user: conversations of
 * others do not exist here, under any id. A question sees what was handed over before it was asked, unless the writer is
 * so far behind that waiting for it would take longer than a second.
 *
 * <p>Besides what is named below, every method throws {@link UnavailableException} when the database fails.
 */
public final class QueryService {

    private final ConversationReader conversations;
    private final MessageReader messages;
    private final ErrorReader errors;
    private final ConversationEraser eraser;
    private final WriterQueue writer;
    private final OrderedAccess access;
    private final Calendar calendar;
    private final Clock clock;

    /** A service over the readers of one store. */
    public QueryService(
            ConversationReader conversations,
            MessageReader messages,
            ErrorReader errors,
            ConversationEraser eraser,
            WriterQueue writer,
            Calendar calendar,
            Clock clock) {
        this.conversations = conversations;
        this.messages = messages;
        this.errors = errors;
        this.eraser = eraser;
        this.writer = writer;
        this.access = new OrderedAccess(writer);
        this.calendar = calendar;
        this.clock = clock;
    }

    /**
     * A page of a user's conversations, newest activity first.
     *
     * @throws io.mes.storage.query.InvalidQueryException if {@code after} is not from an earlier page
     */
    public Page<ConversationSummary> conversations(long userId, ConversationQuery query) {
        return answer(() -> conversations.list(userId, query));
    }

    /**
     * A page of a conversation's messages, oldest first.
     *
     * @throws NotFoundException if the user has no such conversation
     * @throws io.mes.storage.query.InvalidQueryException if {@code after} is not from an earlier page
     */
    public Page<StoredMessage> messages(long userId, String conversationId, MessageQuery query) {
        return answer(() -> messages.page(existing(userId, conversationId), query));
    }

    /**
     * The request behind a reply, rebuilt as JSON.
     *
     * @throws NotFoundException if the user has no such conversation or it no such reply
     */
    public String request(long userId, String conversationId, String messageId) {
        return answer(
                () -> new RequestRestorer(messages, calendar, existing(userId, conversationId)).restore(messageId));
    }

    /** What a user has said and spent. */
    public ConversationStats stats(long userId) {
        return answer(() -> conversations.stats(userId));
    }

    /**
     * A page of a user's errors, newest first.
     *
     * @throws io.mes.storage.query.InvalidQueryException if {@code after} is not from an earlier page
     */
    public Page<StoredError> errors(long userId, ErrorQuery query) {
        return answer(() -> errors.list(userId, query));
    }

    /**
     * Deletes a conversation: its messages, its errors, and what the statistics count of them. Exchanges that are under
     * way when it is called are part of what is deleted.
     *
     * @return how many messages were deleted
     * @throws NotFoundException if the user has no such conversation
     */
    public long delete(long userId, String conversationId) {
        checkStorable(conversationId);
        ConversationKey key = new ConversationKey(userId, conversationId);
        Instant now = clock.instant();
        Callable<OptionalLong> erasure = () -> eraser.erase(key, now);
        // It may have begun in the spool. What goes on in there is kept out by the trace that deleting leaves.
        CompletableFuture<OptionalLong> deleted = writer.submit(erasure)
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedFuture(found)
                        : writer.submitBehindSpool(erasure));
        return OrderedAccess.await(deleted, "delete").orElseThrow(QueryService::noSuchConversation);
    }

    /** The moment at which a day of this store begins. */
    public Instant startOf(LocalDate day) {
        return Instant.ofEpochSecond(calendar.startOf(day));
    }

    /** What no database can hold is not there. */
    private static void checkStorable(String id) {
        if (!JsonText.isStorable(id)) {
            throw noSuchConversation();
        }
    }

    private ConversationEntry existing(long userId, String conversationId) throws SQLException {
        checkStorable(conversationId);
        ConversationEntry entry = conversations.find(new ConversationKey(userId, conversationId));
        if (entry == null || entry.partitions().isEmpty()) {
            throw noSuchConversation();
        }
        return entry;
    }

    private static NotFoundException noSuchConversation() {
        return new NotFoundException("There is no such conversation");
    }

    private <T> T answer(OrderedAccess.Question<T> question) {
        return access.answer(question);
    }

    /**
     * Waits until what was handed over before is stored, for a second at most: a backlog that does not clear in time makes an
     * answer older, not impossible.
     */
    public void awaitEarlierWrites() {
        access.awaitEarlierWrites();
    }
}
