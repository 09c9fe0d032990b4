package io.mes.storage.spool;

import io.mes.storage.chat.Chat;
import java.time.Instant;

/** A chat as it lies in the spool. Immutable, and safe on any thread. */
public final class SpoolEntry {

    private final long sequence;
    private final String exchangeId;
    private final Instant completedAt;
    private final byte[] chat;

    SpoolEntry(long sequence, String exchangeId, Instant completedAt, byte[] chat) {
        this.sequence = sequence;
        this.exchangeId = exchangeId;
        this.completedAt = completedAt;
        this.chat = chat;
    }

    /**
     * Encodes a chat, on the thread that calls.
     *
     * @param sequence its place in the order of replay, which no other exchange in the spool has
     */
    public static SpoolEntry of(long sequence, Chat chat) {
        return new SpoolEntry(sequence, chat.exchange().id(), chat.exchange().completedAt(), ChatCodec.encode(chat));
    }

    /** Its place in the order of replay. */
    public long sequence() {
        return sequence;
    }

    /** The id of its exchange, which is in the spool once only. */
    public String exchangeId() {
        return exchangeId;
    }

    /** When its exchange was over, to the millisecond where it was read from the spool. */
    public Instant completedAt() {
        return completedAt;
    }

    /** Bytes of the encoded chat; what {@link Spool} counts. */
    public int bytes() {
        return chat.length;
    }

    byte[] encoded() {
        return chat;
    }

    /**
     * The chat, decoded anew by every call.
     *
     * @throws UndecodableChatException if its bytes are damaged or were written by a newer MES; such an entry is one for
     *     {@link Spool#reject}
     */
    public Chat decode() throws UndecodableChatException {
        return ChatCodec.decode(chat);
    }

    @Override
    public String toString() {
        return "SpoolEntry[" + sequence + ", " + exchangeId + ", " + chat.length + " bytes]";
    }
}
