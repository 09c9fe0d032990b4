package io.mes.storage.parse;

import static io.mes.storage.parse.Parsing.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import io.mes.storage.chat.Chat;
import io.mes.storage.exchange.Body;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that content codings are undone as far as they go, and that none can fill the heap. */
final class BodyDecoderTest {

    private static final int BOUND = 100_000;

    private final BodyDecoder decoder = new BodyDecoder(BOUND);

    private String decode(byte[] bytes, String encoding) {
        return decoder.decode(Body.of(bytes), encoding).text();
    }

    private static byte[] gzip(byte[] bytes) {
        return through(bytes, GZIPOutputStream::new);
    }

    private static byte[] zlib(byte[] bytes) {
        return through(bytes, DeflaterOutputStream::new);
    }

    private static byte[] rawDeflate(byte[] bytes) {
        return through(bytes, out -> new DeflaterOutputStream(out, new Deflater(9, true)));
    }

    private static byte[] through(byte[] bytes, Coding coding) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream coded = coding.open(out)) {
            coded.write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private interface Coding {
        OutputStream open(OutputStream out) throws IOException;
    }

    private static String prose(int length) {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZIP", " gzip ", "identity, gzip", "gzip,identity"})
    void shouldUndoGzipHoweverItIsNamed(String encoding) {
        assertThat(decode(gzip(bytes("h\u00E4llo")), encoding)).isEqualTo("h\u00E4llo");
    }

    @Test
    void shouldUndoDeflateWithAndWithoutItsWrapping() {
        assertThat(decode(zlib(bytes("hello")), "deflate")).isEqualTo("hello");
        assertThat(decode(rawDeflate(bytes("hello")), "deflate")).isEqualTo("hello");
        assertThat(decode(rawDeflate(bytes(prose(5000))), "deflate")).isEqualTo(prose(5000));
    }

    /** Nothing that runs here writes Brotli; these were written by its reference encoder. */
    @Test
    void shouldUndoBrotli() {
        assertThat(decode(Base64.getDecoder().decode("CwKAaGVsbG8D"), "br")).isEqualTo("hello");
        assertThat(decode(Base64.getDecoder().decode("G1cC+J0JdqwVw8zr87AGQWMDlG+f8IVJWmzDUWAsoAEPzgA="), "BR"))
                .isEqualTo("h\u00E4llo \uD83D\uDE00 ".repeat(50));
    }

    @Test
    void shouldUndoZstandardAlsoInSeveralFrames() {
        byte[] first = Zstd.compress(bytes("hel"));
        byte[] second = Zstd.compress(bytes("lo"));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);

        assertThat(decode(both, "zstd")).isEqualTo("hello");
        assertThat(decode(Zstd.compress(bytes(prose(50_000)), 19), "zstd")).isEqualTo(prose(50_000));
    }

    @Test
    void shouldKeepWhatACutZstandardBodyStillHolds() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStream coded = new ZstdOutputStream(out)) {
            for (int i = 0; i < 20; i++) {
                coded.write(bytes("event " + i + "\n"));
                coded.flush();
            }
        }
        byte[] cut = Arrays.copyOf(out.toByteArray(), out.size() / 2);

        assertThat(decode(cut, "zstd"))
                .startsWith("event 0\nevent 1\nevent 2\n")
                .doesNotContain("event 15");
    }

    @Test
    void shouldCutOffBombsOfEveryCoding() {
        byte[] brotli = Base64.getDecoder()
                .decode(
                        "y///P/gnAOKxQCD3/o///3/wTwDEYRGA7v0f////4J8AiMMCAN37P/7//8E/ARCHBQC693/8//+DfwIgDgsAdO//8g9eD/8EQBwW"
                                + "AOig6wE=");

        assertThat(decode(brotli, "br")).hasSize(BOUND);
        assertThat(decode(Zstd.compress(new byte[50_000_000]), "zstd")).hasSize(BOUND);
    }

    /** A frame may demand a window of 2 GB, https://www.rfc-editor.org/rfc/rfc8878#name-window-descriptor */
    @Test
    void shouldNotReserveTheWindowThatAFrameDemands() {
        byte[] frame = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0x00, (byte) 0xA8, 0x01, 0x00, 0x00};

        assertThat(decode(frame, "zstd")).isEmpty();
    }

    @Test
    void shouldUndoCodingsInTheReverseOrderOfTheirNames() {
        assertThat(decode(gzip(zlib(bytes("hello"))), "deflate, gzip")).isEqualTo("hello");
    }

    @Test
    void shouldReadMembersThatFollowEachOther() {
        byte[] first = gzip(bytes("hel"));
        byte[] both = Arrays.copyOf(first, first.length + gzip(bytes("lo")).length);
        System.arraycopy(gzip(bytes("lo")), 0, both, first.length, both.length - first.length);

        assertThat(decode(both, "gzip")).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void shouldKeepWhatATruncatedBodyStillHolds(String encoding) {
        String text = prose(50_000);
        byte[] whole = encoding.equals("gzip") ? gzip(bytes(text)) : zlib(bytes(text));
        int longest = 0;
        for (int length = 0; length <= whole.length; length += 97) {
            String decoded = decode(Arrays.copyOf(whole, length), encoding);
            assertThat(text).as("cut at %d", length).startsWith(decoded);
            assertThat(decoded.length()).isGreaterThanOrEqualTo(longest);
            longest = decoded.length();
        }
        assertThat(decode(Arrays.copyOf(whole, whole.length / 2), encoding).length())
                .isBetween(20_000, 30_000);
    }

    @Test
    void shouldKeepWhatPrecedesACorruptedByte() {
        String text = prose(50_000);
        byte[] corrupted = gzip(bytes(text));
        corrupted[corrupted.length - 5] ^= 0x55;

        assertThat(decode(corrupted, "gzip")).as("only the check sum is wrong").isEqualTo(text);
    }

    @Test
    void shouldCutOffABombAtTheBound() {
        byte[] bomb = new byte[50_000_000];

        assertThat(decode(gzip(bomb), "gzip")).hasSize(BOUND);
        assertThat(decode(zlib(bomb), "deflate")).hasSize(BOUND);
        assertThat(decode(gzip(gzip(bomb)), "gzip, gzip")).hasSizeLessThanOrEqualTo(BOUND);
    }

    @Test
    void shouldNotUndoAnyNumberOfCodings() {
        assertThat(decode(bytes("hello"), "identity,identity")).isEqualTo("hello");
        assertThat(decode(bytes("hello"), "identity" + ",identity".repeat(500))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {"null", "''", "' '", "identity", "Identity"})
    void shouldLeaveABodyWithoutACodingAlone(String encoding) {
        assertThat(decode(bytes("hello"), encoding)).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip", "aes128gcm", "gzip, zip", "zip, gzip", ";", "gzip;q=1"})
    void shouldMakeNothingOfACodingItDoesNotKnow(String encoding) {
        assertThat(decode(gzip(bytes("hello")), encoding)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "x-gzip", "br", "zstd"})
    void shouldNotFailOnBytesThatAreNotCodedAtAll(String encoding) {
        for (String text : List.of("", "x", "{\"a\":1}", "\u001F\u008B", "xx" + prose(500))) {
            assertThatCode(() -> decode(bytes(text), encoding)).doesNotThrowAnyException();
        }
    }

    @Test
    void shouldDropAByteOrderMarkAndReplaceBrokenUtf8() {
        assertThat(decode(bytes("\uFEFF{}"), null)).isEqualTo("{}");
        assertThat(decode(new byte[] {'a', (byte) 0xC3, 'b', (byte) 0xE4, (byte) 0xBD}, null))
                .isEqualTo("a\uFFFDb\uFFFD");
    }

    @Test
    void shouldReadACompressedChat() {
        byte[] request = gzip(bytes("\uFEFF{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"));
        byte[] stream = gzip(
                bytes("\uFEFFdata: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\n"));
        Chat chat = Parsing.chat(request, "gzip", stream, 200);

        assertThat(chat.request().messages())
                .extracting(Parsing::show)
                .containsExactly("{\"role\":\"user\",\"content\":\"Hi\"}");
        assertThat(Parsing.show(chat.response()))
                .isEqualTo("reply 0 stop {\"role\":\"assistant\",\"content\":\"Hi\"}\ncomplete");
    }
}
