package io.mes.storage.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.Chats;
import io.mes.storage.exchange.Body;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.parse.ExchangeParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies whose words are kept, also where it cannot be seen what was asked. */
final class ConsentTest {

    private static final int MAX_DECODED = 1000;

    private static boolean refused(Exchange.Builder exchange, boolean honorStore) {
        Chat chat = new ExchangeParser(MAX_DECODED).parse(exchange.build());
        return Consent.isRefused(chat, honorStore);
    }

    private static Exchange.Builder exchange(String request) {
        return exchange(request.getBytes(StandardCharsets.UTF_8), null);
    }

    private static Exchange.Builder exchange(byte[] request, @Nullable String encoding) {
        return Chats.exchange().request(Body.of(request), encoding);
    }

    /** A body of which a limit has cut off the rest. */
    private static Exchange.Builder cut(String request) {
        byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
        return Chats.exchange().request(Body.of(List.of(bytes), bytes.length, bytes.length + 20), null);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "False", " false ", "true, false", "false,true", "true,\tFALSE ,true"})
    void shouldHeedEveryValueOfTheHeader(String value) {
        assertThat(refused(exchange("{}").headers(Map.of("x-mes-store", value)), false))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "", ",", "falsehood", "not false", "true, true"})
    void shouldKeepWhatNoHeaderForbids(String value) {
        assertThat(refused(exchange("{}").headers(Map.of("x-mes-store", value)), true))
                .isFalse();
    }

    @Test
    void shouldHonorTheBodyOnlyIfToldTo() {
        assertThat(refused(exchange("{\"store\":false}"), true)).isTrue();
        assertThat(refused(exchange("{\"store\":false}"), false)).isFalse();
        assertThat(refused(exchange("{\"store\":true}"), true)).isFalse();
        assertThat(refused(exchange("{}"), true)).isFalse();
    }

    @Test
    void shouldTakeABodyThatWasCutOffForOneThatRefuses() {
        assertThat(refused(cut("{\"messages\":[{\"role\":\"user\",\"content\":\"x"), true))
                .isTrue();
        assertThat(refused(cut("{\"store\":true,\"messages\":["), true)).isFalse();
        assertThat(refused(cut("{\"messages\":["), false)).isFalse();
    }

    /** The application may answer before it has read all, as with a 413, and a client may go while it sends. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a } ] \\\"}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]",
                "{\"messages\":[]",
                "{"
            })
    void shouldTakeABodyThatWasNotReadToItsEndForOneThatRefuses(String read) throws IOException {
        assertThat(refused(exchange(read), true)).isTrue();
        assertThat(refused(exchange(gzip(read), "gzip"), true)).isTrue();
        assertThat(refused(exchange(read), false)).isFalse();
        assertThat(refused(exchange("{\"store\":true," + read.substring(1)), true))
                .isFalse();
    }

    @Test
    void shouldTakeACompressedBodyThatWasNotReadToItsEndForOneThatRefuses() throws IOException {
        byte[] whole = gzip("{\"messages\":[{\"role\":\"user\",\"content\":\"some text\"}],\"store\":false}");

        // From where on something comes out of it.
        for (int length = whole.length / 2; length < whole.length; length++) {
            assertThat(refused(exchange(Arrays.copyOf(whole, length), "gzip"), true))
                    .as("%d of %d bytes", length, whole.length)
                    .isTrue();
        }
    }

    @Test
    void shouldTakeABodyThatIsDecodedInPartForOneThatRefuses() throws IOException {
        byte[] long1 = gzip("{\"messages\":[\"" + "x".repeat(MAX_DECODED) + "\"],\"store\":false}");
        byte[] short1 = gzip("{\"messages\":[]}");

        assertThat(refused(exchange(long1, "gzip"), true)).isTrue();
        assertThat(refused(exchange(long1, "gzip"), false)).isFalse();
        assertThat(refused(exchange(short1, "gzip"), true)).isFalse();
    }

    @Test
    void shouldTakeABodyThatCannotBeDecodedForOneThatRefuses() {
        byte[] coded = {1, 2, 3};

        assertThat(refused(exchange(coded, "compress"), true)).isTrue();
        assertThat(refused(exchange(coded, "compress"), false)).isFalse();
        assertThat(refused(exchange(new byte[0], "compress"), true)).isFalse();
    }

    @Test
    void shouldLookForTheWishBehindABreak() {
        String deep = "{\"a\":" + "[".repeat(600) + "]".repeat(600) + ",\"store\" : false}";

        assertThat(refused(exchange(deep), true)).isTrue();
        assertThat(refused(exchange("{\"model\":\"m\",,\"store\":false}"), true))
                .isTrue();
        assertThat(refused(exchange("{\"model\":\"m\",,\"store\":true}"), true)).isFalse();
        assertThat(refused(exchange("no JSON"), true)).isFalse();
    }
}
