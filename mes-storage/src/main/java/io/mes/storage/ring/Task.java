package io.mes.storage.ring;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/** Something to be done on the thread that writes, in its turn, whose outcome somebody waits for. Thread-safe. */
public final class Task<T> implements Runnable {

    private final Callable<T> work;
    private final boolean behindSpool;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    private Task(Callable<T> work, boolean behindSpool) {
        this.work = work;
        this.behindSpool = behindSpool;
    }

    /** To be done once everything taken before it is stored, in the spool, or given up. */
    public static <T> Task<T> of(Callable<T> work) {
        return new Task<>(work, false);
    }

    /** To be done once what is in the spool then is stored, too. */
    public static <T> Task<T> behindSpool(Callable<T> work) {
        return new Task<>(work, true);
    }

    /** Whether what is in the spool comes first. */
    public boolean isBehindSpool() {
        return behindSpool;
    }

    /** The outcome; failed with {@link RejectedExecutionException} if it was not, and is not going to be, done. */
    public CompletableFuture<T> result() {
        return result;
    }

    /** Whether nobody waits for it any more. */
    public boolean isOver() {
        return result.isDone();
    }

    /** Does the work. Does not throw. */
    @Override
    public void run() {
        try {
            result.complete(work.call());
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    /** Tells whoever waits that it is not going to be done. */
    public void abandon() {
        result.completeExceptionally(new RejectedExecutionException("The backlog is full or the store closed"));
    }
}
