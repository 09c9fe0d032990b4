package io.mes.storage.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies the values that are handed over: what they default to, and that they stay what they were. */
final class ExchangeTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private static Exchange.Builder builder() {
        return Exchange.builder("id-1", WireFormat.CHAT_COMPLETIONS, NOW);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Body body) {
        return new String(body.toByteArray(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldDefaultToAnEmptyAnonymousSuccess() {
        Exchange exchange = builder().build();

        assertThat(exchange.id()).isEqualTo("id-1");
        assertThat(exchange.format()).isEqualTo(WireFormat.CHAT_COMPLETIONS);
        assertThat(exchange.completedAt()).isEqualTo(NOW);
        assertThat(exchange.latency()).isZero();
        assertThat(exchange.firstByte()).isNull();
        assertThat(exchange.status()).isEqualTo(200);
        assertThat(exchange.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(exchange.identity()).isEqualTo(Identity.UNKNOWN);
        assertThat(exchange.clientIp()).isNull();
        assertThat(exchange.conversationId()).isNull();
        assertThat(exchange.header("x-session-id")).isNull();
        assertThat(exchange.requestEncoding()).isNull();
        assertThat(exchange.responseEncoding()).isNull();
        assertThat(exchange.bytes()).isZero();
        exchange.release();
    }

    @Test
    void shouldHoldWhatItWasGiven() {
        Identity identity = new Identity(1, 2, 3, true);
        Exchange exchange = builder()
                .timing(Duration.ofMillis(50), Duration.ofMillis(20))
                .ended(502, Outcome.UPSTREAM_ERROR)
                .caller(identity, "10.0.0.9")
                .conversationId("c")
                .request(Body.of(bytes("ask")), "gzip")
                .response(Body.of(bytes("answer")), "deflate")
                .build();

        assertThat(exchange.latency()).hasMillis(50);
        assertThat(exchange.firstByte()).hasMillis(20);
        assertThat(exchange.status()).isEqualTo(502);
        assertThat(exchange.outcome()).isEqualTo(Outcome.UPSTREAM_ERROR);
        assertThat(exchange.identity()).isEqualTo(identity);
        assertThat(exchange.clientIp()).isEqualTo("10.0.0.9");
        assertThat(exchange.conversationId()).isEqualTo("c");
        assertThat(text(exchange.request())).isEqualTo("ask");
        assertThat(exchange.requestEncoding()).isEqualTo("gzip");
        assertThat(text(exchange.response())).isEqualTo("answer");
        assertThat(exchange.responseEncoding()).isEqualTo("deflate");
        assertThat(exchange.bytes()).isEqualTo(9);
    }

    @Test
    void shouldNotChangeWithTheMapOrTheBuilderItWasMadeFrom() {
        Map<String, String> headers = new HashMap<>(Map.of("x-session-id", "s1"));
        Exchange.Builder builder = builder().headers(headers);
        Exchange exchange = builder.build();

        headers.put("x-session-id", "s2");
        builder.headers(Map.of()).ended(500, Outcome.TIMEOUT);

        assertThat(exchange.header("x-session-id")).isEqualTo("s1");
        assertThat(exchange.status()).isEqualTo(200);
    }

    @Test
    void shouldRunItsReleaseWhenAsked() {
        AtomicInteger released = new AtomicInteger();
        Exchange exchange = builder().onRelease(released::incrementAndGet).build();

        assertThat(released).hasValue(0);
        exchange.release();
        assertThat(released).hasValue(1);
    }

    @Test
    void shouldDemandWhatDecidesWhereItIsStored() {
        assertThatNullPointerException().isThrownBy(() -> Exchange.builder(null, WireFormat.CHAT_COMPLETIONS, NOW));
        assertThatNullPointerException().isThrownBy(() -> Exchange.builder("id", null, NOW));
        assertThatNullPointerException().isThrownBy(() -> Exchange.builder("id", WireFormat.CHAT_COMPLETIONS, null));
    }

    /** Exchanges turn up in logs; what was said and who said it must not. */
    @Test
    void shouldNotShowBodiesHeadersOrCallersAsText() {
        Exchange exchange = builder()
                .caller(new Identity(4711, 0, 0, false), "10.9.8.7")
                .headers(Map.of("x-session-id", "private"))
                .request(Body.of(bytes("secret")), null)
                .build();

        assertThat(exchange.toString()).contains("id-1").doesNotContain("secret", "private", "4711", "10.9.8.7");
        assertThat(exchange.request().toString()).doesNotContain("secret").contains("6");
    }

    @Test
    void shouldPutTheSegmentsOfABodyTogetherAsFarAsTheyAreFilled() {
        Body body = Body.of(List.of(bytes("abc"), bytes("def"), bytes("g..")), 7, 7);

        assertThat(text(body)).isEqualTo("abcdefg");
        assertThat(body.length()).isEqualTo(7);
        assertThat(body.truncated()).isFalse();
    }

    @Test
    void shouldNotUseSegmentsBeyondTheLength() {
        assertThat(text(Body.of(List.of(bytes("abc"), bytes("...")), 3, 3))).isEqualTo("abc");
        assertThat(text(Body.of(List.of(bytes("abc")), 2, 2))).isEqualTo("ab");
        assertThat(Body.of(List.of(bytes("abc")), 0, 0).toByteArray()).isEmpty();
    }

    @Test
    void shouldNotGrowWithTheListOfItsSegments() {
        List<byte[]> segments = new ArrayList<>(Arrays.asList(bytes("abc"), bytes("d..")));
        Body body = Body.of(segments, 4, 4);
        segments.clear();

        assertThat(text(body)).isEqualTo("abcd");
    }

    @Test
    void shouldTellWhatPassedUncaptured() {
        Body body = Body.of(List.of(bytes("abc")), 3, 5_000_000_000L);

        assertThat(body.truncated()).isTrue();
        assertThat(body.seen()).isEqualTo(5_000_000_000L);
        assertThat(Body.EMPTY.truncated()).isFalse();
        assertThat(Body.EMPTY.toByteArray()).isEmpty();
    }

    @Test
    void shouldRefuseABodyThatClaimsMoreThanItHolds() {
        assertThatThrownBy(() -> Body.of(List.of(bytes("abc")), 4, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Body.of(List.of(bytes("abc")), -1, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Body.of(List.of(bytes("abc")), 3, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/chat/completions",
                "/v1/chat/completions",
                "/openai/deployments/gpt-4o/chat/completions",
                "/api/paas/v4/chat/completions"
            })
    void shouldKnowAChatByItsPath(String path) {
        assertThat(WireFormat.ofPath(path)).contains(WireFormat.CHAT_COMPLETIONS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/v1/models",
                "/v1/chat",
                "/v1/completions",
                "/v1/chat/completions/chatcmpl-1",
                "/v1/chat/completionsx",
                "/v1/mychat/completions",
                "chat/completions"
            })
    void shouldNotTakeOtherPathsForAChat(String path) {
        assertThat(WireFormat.ofPath(path)).isNotEqualTo(Optional.of(WireFormat.CHAT_COMPLETIONS));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/completions, COMPLETIONS",
        "/completions, COMPLETIONS",
        "/openai/deployments/gpt/completions, COMPLETIONS",
        "/v1/chat/completions, CHAT_COMPLETIONS",
        "/v1/responses, RESPONSES",
        "/openai/v1/responses, RESPONSES",
        "/v1/messages, MESSAGES",
        "/anthropic/v1/messages, MESSAGES",
        "/threads/messages, MESSAGES"
    })
    void shouldKnowEveryFormatByItsPath(String path, WireFormat format) {
        assertThat(WireFormat.ofPath(path)).contains(format);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/responses/resp_1",
                "/v1/responses/resp_1/cancel",
                "/v1/responses/resp_1/input_items",
                "/v1/responses/compact",
                "/v1/messages/count_tokens",
                "/v1/messages/batches",
                "/v1/messages/batches/b_1/cancel",
                "/v1/threads/thread_1/messages",
                "/v1/threads/thread_1/messages/msg_1",
                "/v1/xresponses",
                "/v1/completions/x"
            })
    void shouldNotRecordWhatAsksNoModel(String path) {
        assertThat(WireFormat.ofPath(path)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"COMPLETED,", "CLIENT_CLOSED, client_closed", "UPSTREAM_ERROR, upstream_error", "TIMEOUT, timeout"})
    void shouldNameTheEndThatStandsInForAFinishReason(Outcome outcome, String finishReason) {
        assertThat(outcome.finishReason()).isEqualTo(finishReason);
        assertThat(Outcome.values()).hasSize(4);
    }

    @Test
    void shouldGiveAnOrdinaryUserNoPowers() {
        assertThat(Identity.ofUser(7)).isEqualTo(new Identity(7, 0, 0, false));
        assertThat(Identity.UNKNOWN.userId()).isZero();
        assertThat(Identity.UNKNOWN.administrator()).isFalse();
    }
}
