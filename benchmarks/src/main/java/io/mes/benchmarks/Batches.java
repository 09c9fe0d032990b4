package io.mes.benchmarks;

import io.mes.storage.chat.Chat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects chats into batches as a busy store does. Not thread-safe. */
final class Batches {

    private static final int EXCHANGES = 500;
    private static final long CHARACTERS = 8 << 20;

    private final Consumer<List<Chat>> writer;
    private List<Chat> batch = new ArrayList<>();
    private long characters;

    /** Hands each batch that is full to a writer. */
    Batches(Consumer<List<Chat>> writer) {
        this.writer = writer;
    }

    void add(Chat chat) {
        batch.add(chat);
        characters += chat.characters();
        if (batch.size() >= EXCHANGES || characters >= CHARACTERS) {
            flush();
        }
    }

    /** Hands over what is left. */
    void flush() {
        if (!batch.isEmpty()) {
            List<Chat> full = batch;
            batch = new ArrayList<>();
            characters = 0;
            writer.accept(full);
        }
    }
}
