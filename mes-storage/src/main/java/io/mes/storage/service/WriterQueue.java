package io.mes.storage.service;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** The way to the writer thread. */
@FunctionalInterface
public interface WriterQueue {

    /**
     * Runs a task on the writer thread once everything handed over before it is stored.
     *
     * @return its result; failed if the task failed, or was not taken
     */
    <T> CompletableFuture<T> submit(Callable<T> task);
}
