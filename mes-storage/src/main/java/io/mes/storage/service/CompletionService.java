package io.mes.storage.service;

import io.mes.storage.catalogue.CompletionPlace;
import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.partition.Calendar;
import io.mes.storage.query.CompletionMessageQuery;
import io.mes.storage.query.CompletionMessages;
import io.mes.storage.query.CompletionMetadata;
import io.mes.storage.query.CompletionPage;
import io.mes.storage.query.CompletionQuery;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.query.NotFoundException;
import io.mes.storage.query.StoredCompletion;
import io.mes.storage.read.CompletionReader;
import io.mes.storage.read.CompletionRows;
import io.mes.storage.read.ConversationReader;
import io.mes.storage.read.MessageReader;
import io.mes.storage.row.StoredMessage;
import io.mes.storage.write.CompletionEditor;
import io.mes.storage.write.ConversationEraser;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * What a user may ask of single completions: exchanges that were answered, each by itself, as OpenAI's interface of stored
 * chat completions has them.
 *
 * <p>Thread-safe; every method blocks until the database has answered, is about one user, and sees what was handed over
 * before it was called, as those of {@link QueryService} do. Throws {@link io.mes.storage.query.UnavailableException} when the
 * database fails. Finds only what was stored while {@code MES_COMPLETIONS_ENABLED} was set, or before
 * a {@linkplain Administration#recount recount}.
 */
public final class CompletionService {

    private final CompletionReader completions;
    private final CompletionRows rows;
    private final ConversationReader conversations;
    private final MessageReader messages;
    private final CompletionEditor editor;
    private final ConversationEraser eraser;
    private final UnaryOperator<String> masked;
    private final WriterQueue writer;
    private final OrderedAccess access;
    private final Calendar calendar;
    private final Clock clock;

    /**
     * A service over the readers and writers of one store.
     *
     * @param masked masks a JSON value, as everything is masked that is stored
     */
    public CompletionService(
            CompletionReader completions,
            CompletionRows rows,
            ConversationReader conversations,
            MessageReader messages,
            CompletionEditor editor,
            ConversationEraser eraser,
            UnaryOperator<String> masked,
            WriterQueue writer,
            Calendar calendar,
            Clock clock) {
        this.completions = completions;
        this.rows = rows;
        this.conversations = conversations;
        this.messages = messages;
        this.editor = editor;
        this.eraser = eraser;
        this.masked = masked;
        this.writer = writer;
        this.access = new OrderedAccess(writer);
        this.calendar = calendar;
        this.clock = clock;
    }

    /**
     * A page of a user's completions. It may hold fewer than asked for, where these are large, without being the last.
     *
     * @param parameters which fields of the requests are wanted
     * @throws InvalidQueryException if {@code after} is no completion of the user's
     */
    public CompletionPage list(long userId, CompletionQuery query, Set<String> parameters) {
        return access.answer(() -> new CompletionPager(
                        completions,
                        rows,
                        () -> new CompletionAssembler(messages, conversations, parameters),
                        userId,
                        query)
                .read());
    }

    /**
     * A completion.
     *
     * @param parameters which fields of its request are wanted
     * @throws NotFoundException if the user has none that is called so
     */
    public StoredCompletion find(long userId, String id, Set<String> parameters) {
        return access.answer(() -> read(existing(userId, id), parameters));
    }

    private StoredCompletion read(CompletionPlace place, Set<String> parameters) throws SQLException {
        List<CompletionPlace> places = List.of(place);
        return new CompletionAssembler(messages, conversations, parameters)
                .assemble(places, rows.read(place.conversation().userId(), places, false)).stream()
                        .findFirst()
                        .orElseThrow(CompletionService::noSuchCompletion);
    }

    /**
     * A part of the messages of a completion's request. Their ids are the completion's, as it was called here, and their places.
     *
     * @throws NotFoundException if the user has no completion that is called so
     * @throws InvalidQueryException if {@code after} is not the id of one of the messages
     */
    public CompletionMessages messages(long userId, String id, CompletionMessageQuery query) {
        return access.answer(() -> {
            CompletionPlace place = existing(userId, id);
            ConversationEntry entry = conversations.find(place.conversation());
            if (entry == null) {
                throw noSuchCompletion();
            }
            RequestRestorer request = new RequestRestorer(messages, calendar, entry);
            List<CompletionMessages.Item> items = new ArrayList<>();
            for (StoredMessage message : request.messages(place.messageId())) {
                items.add(new CompletionMessages.Item(id + "-" + items.size(), message));
            }
            return page(items, query, request.isIncomplete());
        });
    }

    private static CompletionMessages page(
            List<CompletionMessages.Item> items, CompletionMessageQuery query, boolean incomplete) {
        if (query.lastFirst()) {
            Collections.reverse(items);
        }
        int start = 0;
        if (query.after() != null) {
            List<String> ids = items.stream().map(CompletionMessages.Item::id).toList();
            start = ids.indexOf(query.after()) + 1;
            if (start == 0) {
                throw new InvalidQueryException("after", "after must be the id of a message of this completion");
            }
        }
        int end = Math.min(items.size(), start + query.limit());
        return new CompletionMessages(items.subList(start, end), end < items.size(), incomplete);
    }

    /**
     * Sets the metadata of a completion, in place of what it had.
     *
     * @param parameters which fields of its request are wanted
     * @return the completion with it
     * @throws NotFoundException if the user has none that is called so
     */
    public StoredCompletion setMetadata(long userId, String id, CompletionMetadata metadata, Set<String> parameters) {
        Instant now = clock.instant();
        String json = masked.apply(metadata.toJson());
        Callable<Optional<CompletionPlace>> change = () -> {
            Optional<CompletionPlace> place = find(userId, id);
            return place.isPresent() && editor.setMetadata(place.get(), json, now) ? place : Optional.empty();
        };
        CompletableFuture<Optional<CompletionPlace>> changed = writer.submit(change)
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedFuture(found)
                        : writer.submitBehindSpool(change));
        CompletionPlace place =
                OrderedAccess.await(changed, "change it").orElseThrow(CompletionService::noSuchCompletion);
        return access.answer(() -> read(place, parameters));
    }

    /**
     * Deletes a completion that has its conversation to itself, with the conversation. As with
     * {@link QueryService#delete}, exchanges of that conversation that are under way are part of what is deleted.
     *
     * @throws NotFoundException if the user has none that is called so
     * @throws io.mes.storage.query.ConflictException if others of the conversation hold its messages too
     */
    public void delete(long userId, String id) {
        Instant now = clock.instant();
        Callable<Boolean> erasure = () -> {
            Optional<CompletionPlace> place = find(userId, id);
            return place.isPresent()
                    && eraser.eraseAlone(place.get().conversation(), place.get().messageId(), now)
                            .isPresent();
        };
        // What the spool holds may go on with it, and would be lost with it.
        if (!OrderedAccess.await(writer.submitBehindSpool(erasure), "delete it")) {
            throw noSuchCompletion();
        }
    }

    private CompletionPlace existing(long userId, String id) throws SQLException {
        return find(userId, id).orElseThrow(CompletionService::noSuchCompletion);
    }

    private Optional<CompletionPlace> find(long userId, String id) throws SQLException {
        return completions.find(userId, id).filter(place -> !place.isDeleted());
    }

    private static NotFoundException noSuchCompletion() {
        return new NotFoundException("There is no such chat completion");
    }
}
