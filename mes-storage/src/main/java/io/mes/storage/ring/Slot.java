package io.mes.storage.ring;

import io.mes.storage.chat.Chat;
import io.mes.storage.exchange.Exchange;
import org.jspecify.annotations.Nullable;

/** One slot of the ring: an exchange and, later, its chat; or a task. Cleared after use, lest it retain a whole lap. */
final class Slot {

    private @Nullable Exchange exchange;
    private @Nullable Chat chat;
    private @Nullable Task<?> task;

    void put(Exchange newExchange) {
        exchange = newExchange;
    }

    void put(Task<?> newTask) {
        task = newTask;
    }

    void parsed(Chat parsedChat) {
        chat = parsedChat;
    }

    @Nullable
    Exchange exchange() {
        return exchange;
    }

    @Nullable
    Chat chat() {
        return chat;
    }

    @Nullable
    Task<?> task() {
        return task;
    }

    void clear() {
        exchange = null;
        chat = null;
        task = null;
    }
}
