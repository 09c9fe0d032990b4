package io.mes.storage.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.Chats;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifies that a chat comes back from its bytes as it was, and that nothing comes of bytes that are no chat's. */
final class ChatCodecTest {

    private static final int RUNS = 1_000;

    private static Chat said(String text) {
        return Chats.chat(List.of(Chats.user(text)), Chats.assistant("a"));
    }

    @Test
    void shouldReadWhatItWrote() {
        long seed = System.nanoTime();
        RandomChats chats = new RandomChats(seed);
        for (int run = 0; run < RUNS; run++) {
            Chat chat = chats.next();
            try {
                SameChat.assertSurvives(chat);
            } catch (UndecodableChatException | RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ", run " + run, e);
            }
        }
    }

    /** Bytes for each character, whatever else a chat is. */
    @ParameterizedTest
    @CsvSource({"x, 1", "ÿ, 1", "中, 2", "xxxxxxx中, 1.25", "\uD83D\uDE00, 2", "中\uD83D, 2", "é\uDE00\uD83D, 2"})
    void shouldWriteEachTextShortAndWhole(String piece, double bytesPerCharacter) throws UndecodableChatException {
        String text = piece.repeat(10_000);
        byte[] bytes = ChatCodec.encode(said(text));

        assertThat(bytes.length).isLessThan((int) (text.length() * bytesPerCharacter) + 250);
        SameChat.assertSurvives(said(text));
    }

    @Test
    void shouldKeepWhatNoDatabaseKeeps() throws UndecodableChatException {
        SameChat.assertSurvives(said("\0"));
        SameChat.assertSurvives(said("\uDC00\uD800 \uD800"));
        SameChat.assertSurvives(said(""));
    }

    @Test
    void shouldNameAVersionThatItDoesNotKnow() {
        byte[] bytes = ChatCodec.encode(said("q"));
        bytes[0] = 77;

        assertThatThrownBy(() -> ChatCodec.decode(bytes))
                .isInstanceOf(UndecodableChatException.class)
                .hasMessageContaining("version 77")
                .hasMessageContaining("reads version 1");
    }

    @Test
    void shouldRefuseEveryPartOfAChat() {
        byte[] bytes = ChatCodec.encode(said("q"));
        for (int length = 0; length < bytes.length; length++) {
            assertRefused(Arrays.copyOf(bytes, length));
        }
        assertRefused(Arrays.copyOf(bytes, bytes.length + 1));
    }

    @Test
    void shouldRefuseEveryFlippedBit() {
        byte[] bytes = ChatCodec.encode(said("secret"));
        for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertRefused(damaged);
        }
    }

    /** As if a checksum had been right by chance: the fields themselves must not be believed. */
    @Test
    void shouldNotBelieveAnyField() {
        Random random = new Random(7);
        byte[] bytes = ChatCodec.encode(new RandomChats(7).next());
        for (int run = 0; run < RUNS; run++) {
            ByteWriter out = new ByteWriter(bytes.length);
            for (byte octet : bytes) {
                out.octet(octet);
            }
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                out.array()[5 + random.nextInt(bytes.length - 5)] = (byte) random.nextInt();
            }
            out.patch(1, ChatCodec.checksum(out.array(), out.size()));
            try {
                ChatCodec.decode(out.toByteArray());
            } catch (UndecodableChatException e) {
                assertThat(e).hasMessageContaining("damaged");
            }
        }
    }

    private static void assertRefused(byte[] bytes) {
        assertThatThrownBy(() -> ChatCodec.decode(bytes))
                .isInstanceOf(UndecodableChatException.class)
                .hasMessageNotContaining("secret");
    }
}
