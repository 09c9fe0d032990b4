package io.mes.storage.service;

import io.mes.storage.query.StorageException;
import io.mes.storage.query.UnavailableException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Questions and changes in the order in which they come, with what is written. Thread-safe. */
final class OrderedAccess {

    private static final Duration READ_PATIENCE = Duration.ofSeconds(1);
    private static final Duration CHANGE_PATIENCE = Duration.ofSeconds(30);

    private final WriterQueue writer;

    OrderedAccess(WriterQueue writer) {
        this.writer = writer;
    }

    interface Question<T> {
        T ask() throws SQLException;
    }

    /**
     * The answer to a question, which sees what was handed over before unless that takes longer than a second.
     *
     * @throws UnavailableException if the database fails
     */
    <T> T answer(Question<T> question) {
        awaitEarlierWrites();
        try {
            return question.ask();
        } catch (SQLException e) {
            throw new UnavailableException("The database did not answer", e);
        }
    }

    /**
     * Waits until what was handed over before is stored, for a second at most: a backlog that does not clear in time makes an
     * answer older, not impossible.
     */
    void awaitEarlierWrites() {
        CompletableFuture<Boolean> written = writer.submitBehindSpool(() -> true);
        try {
            written.get(READ_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException behind) {
            // Answered from what is stored.
        } catch (TimeoutException behind) {
            written.cancel(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What comes of a change, which the writer makes.
     *
     * @param verb what it does, for messages
     * @throws UnavailableException if the database fails, or does not do it within half a minute
     */
    static <T> T await(CompletableFuture<T> result, String verb) {
        try {
            return result.get(CHANGE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StorageException known) {
                throw known;
            }
            throw new UnavailableException("The database did not " + verb, e);
        } catch (TimeoutException e) {
            throw new UnavailableException(
                    "The database has not done so yet, but will " + verb + " when it answers again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("Interrupted while the database was to " + verb, e);
        }
    }
}
