package io.mes.storage.ring;

import io.mes.storage.chat.Chat;
import java.util.List;

/** Where chats go from the ring. Called by its writer thread. */
@FunctionalInterface
public interface ChatSink {

    /** Takes chats in their order, and returns when each is stored, on disk, or given up. Must not throw. */
    void write(List<Chat> chats);

    /** Runs a task in its turn. May return before the task has run. */
    default void run(Task<?> task) {
        task.run();
    }
}
