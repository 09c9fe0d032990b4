package io.mes.storage.spool;

import io.mes.storage.chat.Captured;
import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatError;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.chat.Usage;
import io.mes.storage.exchange.Exchange;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes a chat as bytes and reads it back. Stateless; safe on any thread.
 *
 * <p>Everything comes back that rows are made of, every character of every text, and the fingerprints, so that nothing
 * is worked out again. Captured bodies are not written, for they may hold what was masked in the chat: the exchange of a
 * chat that was read has empty ones, and releases nothing.
 *
 * <p>The bytes: a version, a checksum (CRC-32C) of what follows, and the fields one behind the other. A change of any of
 * them is a new version, and old ones must go on being read, for a spool outlives the program that wrote it.
 */
public final class ChatCodec {

    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 1 + Integer.BYTES;
    private static final int BYTES_BESIDE_TEXTS = 512;

    private ChatCodec() {}

    /** The chat as bytes. About as many as it has characters, twice that where few of them are Latin. */
    public static byte[] encode(Chat chat) {
        long expected = Math.min(chat.characters() + BYTES_BESIDE_TEXTS, Integer.MAX_VALUE / 2);
        ByteWriter out = new ByteWriter((int) expected);
        out.octet(VERSION);
        for (int i = 0; i < Integer.BYTES; i++) {
            out.octet(0);
        }
        ExchangeCodec.write(out, chat.exchange());
        write(out, chat.request());
        write(out, chat.response());
        out.patch(1, checksum(out.array(), out.size()));
        return out.toByteArray();
    }

    static int checksum(byte[] bytes, int end) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, HEADER_BYTES, end - HEADER_BYTES);
        return (int) checksum.getValue();
    }

    /**
     * The chat that was written.
     *
     * @throws UndecodableChatException if another version wrote it, or the bytes are damaged
     */
    public static Chat decode(byte[] bytes) throws UndecodableChatException {
        if (bytes.length < HEADER_BYTES) {
            throw new UndecodableChatException("A spooled chat of " + bytes.length + " bytes is too short to be one");
        }
        ByteReader in = new ByteReader(bytes);
        int version = in.octet();
        if (version != VERSION) {
            throw new UndecodableChatException("A spooled chat is of version " + version
                    + ", and this MES reads version " + VERSION + "; it was written by a newer MES, or is damaged");
        }
        int expected = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            expected = (expected << Byte.SIZE) | in.octet();
        }
        if (checksum(bytes, bytes.length) != expected) {
            throw new UndecodableChatException("A spooled chat of " + bytes.length
                    + " bytes is damaged: its checksum is not the one it was written with");
        }
        Exchange exchange = ExchangeCodec.read(in);
        Chat chat = new Chat(exchange, readRequest(in), readResponse(in));
        in.end();
        return chat;
    }

    private static void write(ByteWriter out, ChatRequest request) {
        out.text(request.malformedBody()).text(request.model());
        out.number(request.messages().size());
        request.messages().forEach(message -> MessageCodec.write(out, message));
        out.texts(request.parameters()).flag(request.stream());
        write(out, request.captured());
    }

    private static ChatRequest readRequest(ByteReader in) throws UndecodableChatException {
        return new ChatRequest(
                in.text(), in.text(), in.list(MessageCodec::read), in.texts(), in.flag(), readCaptured(in));
    }

    private static void write(ByteWriter out, ChatResponse response) {
        out.text(response.id()).text(response.model());
        out.number(response.replies().size());
        response.replies().forEach(reply -> write(out, reply));
        Usage usage = response.usage();
        out.number(usage.promptTokens()).number(usage.completionTokens()).number(usage.totalTokens());
        out.text(usage.raw());
        write(out, response.error());
        out.texts(response.facts()).flag(response.streamed()).flag(response.complete());
        write(out, response.captured());
    }

    private static ChatResponse readResponse(ByteReader in) throws UndecodableChatException {
        return new ChatResponse(
                in.text(),
                in.text(),
                in.list(ChatCodec::readReply),
                new Usage(in.number(), in.number(), in.number(), in.text()),
                readError(in),
                in.texts(),
                in.flag(),
                in.flag(),
                readCaptured(in));
    }

    private static void write(ByteWriter out, ChatReply reply) {
        out.number(reply.choice());
        MessageCodec.write(out, reply.message());
        out.text(reply.finishReason()).texts(reply.facts());
    }

    private static ChatReply readReply(ByteReader in) throws UndecodableChatException {
        return new ChatReply(in.integer(), MessageCodec.read(in), in.text(), in.texts());
    }

    private static void write(ByteWriter out, @Nullable ChatError error) {
        out.flag(error != null);
        if (error != null) {
            out.number(error.code()).text(error.message()).text(error.raw());
        }
    }

    private static @Nullable ChatError readError(ByteReader in) throws UndecodableChatException {
        return in.flag() ? new ChatError(in.integer(), in.presentText(), in.text()) : null;
    }

    private static void write(ByteWriter out, Captured captured) {
        out.flag(captured.truncated()).text(captured.undecoded());
    }

    private static Captured readCaptured(ByteReader in) throws UndecodableChatException {
        return new Captured(in.flag(), in.text());
    }
}
