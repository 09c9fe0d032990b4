package io.mes.storage.spool;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.Chats;
import java.util.List;
import java.util.stream.LongStream;

/** Makes entries that say their sequence. */
final class SpooledChats {

    private SpooledChats() {}

    /** One whose chat has about as many characters as is said. */
    static SpoolEntry entry(long sequence, int characters) {
        String text = "question " + sequence + " " + "x".repeat(characters);
        return SpoolEntry.of(sequence, Chats.chat(List.of(Chats.user(text)), Chats.assistant("answer " + sequence)));
    }

    static SpoolEntry entry(long sequence) {
        return entry(sequence, 0);
    }

    static List<SpoolEntry> entries(long... sequences) {
        return LongStream.of(sequences).mapToObj(SpooledChats::entry).toList();
    }

    static List<Long> sequences(List<SpoolEntry> entries) {
        return entries.stream().map(SpoolEntry::sequence).toList();
    }

    /** What an entry's model answered, decoded. */
    static String answer(SpoolEntry entry) throws UndecodableChatException {
        Chat chat = entry.decode();
        return chat.response().replies().get(0).message().content().toString();
    }
}
