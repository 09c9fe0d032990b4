package io.mes.storage.service;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** The way to the thread that writes. */
public interface WriterQueue {

    /**
     * Runs a task once everything handed over before it is stored, or in the spool.
     *
     * @return its result; failed if the task failed, or was not taken
     */
    <T> CompletableFuture<T> submit(Callable<T> task);

    /** Runs a task once everything handed over before it is stored, what is in the spool too. See {@link #submit}. */
    <T> CompletableFuture<T> submitBehindSpool(Callable<T> task);
}
