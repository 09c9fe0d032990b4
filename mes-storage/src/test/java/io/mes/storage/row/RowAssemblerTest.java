package io.mes.storage.row;

import static io.mes.storage.chat.Chats.assistant;
import static io.mes.storage.chat.Chats.system;
import static io.mes.storage.chat.Chats.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.chat.Captured;
import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatError;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.chat.Chats;
import io.mes.storage.chat.Usage;
import io.mes.storage.conversation.Placement;
import io.mes.storage.conversation.Threading;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Verifies which rows a chat becomes and what MES notes in them. */
final class RowAssemblerTest {

    private static List<MessageRow> rows(Chat chat) {
        return new RowAssembler(chat, "c", false, Threading.placeAlone(chat)).messages();
    }

    private static List<ErrorRow> errors(Chat chat) {
        return new ErrorRowAssembler(chat, "c", Threading.placeAlone(chat)).errors();
    }

    private static Chat answered(Exchange.Builder exchange, ChatResponse response) {
        return new Chat(exchange.build(), Chats.request(List.of(user("q"))), response);
    }

    @Test
    void shouldCountUsageOnTheFirstReplyOnly() {
        List<MessageRow> rows = rows(Chats.chat(List.of(user("q")), assistant("a"), assistant("b")));

        assertThat(rows).extracting(MessageRow::totalTokens).containsExactly(0L, 7L, 0L);
        assertThat(rows).extracting(MessageRow::promptTokens).containsExactly(0L, 3L, 0L);
        assertThat(rows).extracting(MessageRow::completionTokens).containsExactly(0L, 4L, 0L);
        assertThat(rows).extracting(MessageRow::usage).containsExactly(null, "{\"total_tokens\":7}", null);
        assertThat(rows.get(1).other()).startsWith("{\"mes\":{\"choice\":0,").contains("\"request\":{\"model\":\"m\"}");
        assertThat(rows.get(2).other())
                .isEqualTo("{\"mes\":{\"parent\":\"%s\",\"choice\":1,\"first_reply\":\"%s\"}}"
                        .formatted(rows.get(0).messageId(), rows.get(1).messageId()));
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void shouldNoteInWhatAnExchangeWasWritten(WireFormat format) {
        Exchange exchange = Exchange.builder("id-1", format, Chats.NOW).build();
        ChatRequest request = Chats.request(List.of(user("q")));
        List<MessageRow> rows = rows(new Chat(exchange, request, Chats.response(assistant("a"), assistant("b"))));
        List<ErrorRow> errors = errors(new Chat(exchange, request, Chats.failure(500, "no")));
        String fact = "\"format\":\"" + format.label() + "\"";

        if (format == WireFormat.CHAT_COMPLETIONS) {
            assertThat(rows).extracting(MessageRow::other).noneMatch(other -> other.contains("format"));
        } else {
            assertThat(rows.get(1).other()).contains(fact);
            assertThat(errors.get(0).other()).contains(fact);
        }
        assertThat(rows.get(0).other()).doesNotContain("format");
        assertThat(rows.get(2).other()).doesNotContain("format");
    }

    @Test
    void shouldNumberMessagesAndImplyTheirParents() {
        List<MessageRow> rows = rows(Chats.chat(List.of(system("s"), user("q")), assistant("a")));
        String exchange = rows.get(0).messageId().replaceFirst("-.*", "");

        assertThat(rows)
                .extracting(MessageRow::messageId)
                .containsExactly(exchange + "-000000", exchange + "-000001", exchange + "-000002");
        assertThat(rows.get(0).other()).isEqualTo("{\"mes\":{\"context\":true}}");
        assertThat(rows.get(1).other()).isEqualTo("{\"mes\":{\"parent\":null}}");
        assertThat(rows.get(2).other()).doesNotContain("\"parent\"").contains("\"request_context\":[\"" + exchange);
        assertThat(stored(rows.get(2)).parent()).isEqualTo(rows.get(1).messageId());
        assertThat(stored(rows.get(1)).parent()).isNull();
    }

    private static StoredMessage stored(MessageRow row) {
        return new StoredMessage(row.messageId(), row.role(), row.content(), row.other());
    }

    @Test
    void shouldNoteHowAStreamEndedThatDidNotEndByItself() {
        ChatReply partial = new ChatReply(0, assistant("half"), null, Map.of());
        ChatResponse response = new ChatResponse("r", "m", List.of(partial), Usage.NONE, null, Map.of(), true, false);
        MessageRow reply = rows(answered(
                        Chats.exchange()
                                .ended(200, Outcome.CLIENT_CLOSED)
                                .timing(Duration.ofMillis(5), Duration.ofMillis(2)),
                        response))
                .get(1);

        assertThat(reply.finishReason()).isEqualTo("client_closed");
        assertThat(reply.isStream()).isTrue();
        assertThat(reply.other())
                .contains("\"partial\":true", "\"outcome\":\"client_closed\"")
                .contains("\"status\":200,\"latency_ms\":5,\"first_byte_ms\":2");
    }

    @Test
    void shouldKeepTheModelsOwnFinishReasonEvenWhereItDoesNotFit() {
        String endless = "x".repeat(300);
        ChatReply reply = new ChatReply(0, assistant("a"), endless, Map.of("logprobs", "{}"));
        ChatResponse response = new ChatResponse("r", "m2", List.of(reply), Usage.NONE, null, Map.of(), false, true);
        MessageRow row = rows(answered(Chats.exchange().ended(200, Outcome.TIMEOUT), response))
                .get(1);

        assertThat(row.finishReason()).isEqualTo(endless.substring(0, 50));
        assertThat(row.other())
                .contains("\"finish_reason\":\"" + endless + "\"", "\"reply\":{\"logprobs\":{}}")
                .contains("\"response_model\":\"m2\"");
        assertThat(row.modelName()).isEqualTo("m");
    }

    @Test
    void shouldMarkWhatALimitCutOff() {
        Captured cut = new Captured(true, null);

        assertThat(facts(Captured.WHOLE, cut)).contains("\"truncated\":\"response\"", "\"partial\":true");
        assertThat(facts(cut, Captured.WHOLE))
                .contains("\"truncated\":\"request\"")
                .doesNotContain("partial");
        assertThat(facts(cut, cut)).contains("\"truncated\":\"both\"");
    }

    @Test
    void shouldMarkWhatCannotBeDecoded() {
        Captured encoded = new Captured(false, "br");

        assertThat(facts(Captured.WHOLE, encoded)).contains("\"undecoded\":\"response\"", "\"partial\":true");
        assertThat(facts(encoded, Captured.WHOLE)).contains("\"undecoded\":\"request\"");
    }

    private static String facts(Captured requestBody, Captured responseBody) {
        ChatRequest request = new ChatRequest(null, "m", List.of(user("q")), Map.of(), false, requestBody);
        ChatReply reply = new ChatReply(0, assistant("a"), "stop", Map.of());
        ChatResponse response =
                new ChatResponse("r", "m", List.of(reply), Usage.NONE, null, Map.of(), false, true, responseBody);
        return rows(new Chat(Chats.exchange().build(), request, response))
                .get(1)
                .other();
    }

    @Test
    void shouldMakeErrorRowsOfAFailedExchangeOnly() {
        Chat failed = new Chat(
                Chats.exchange().ended(429, Outcome.COMPLETED).build(),
                Chats.request(List.of(system("s"), user("q"))),
                Chats.failure(429, "slow down"));

        assertThat(rows(failed)).isEmpty();
        assertThat(errors(failed)).extracting(ErrorRow::content).containsExactly("s", "q");
        assertThat(errors(failed)).extracting(ErrorRow::errorCode).containsOnly(429);
        assertThat(errors(failed)).extracting(ErrorRow::errorMessage).containsOnly("slow down");
        assertThat(errors(failed).get(0).other()).isEqualTo("{\"mes\":{}}");
        assertThat(errors(failed).get(1).other()).contains("\"status\":429");
        assertThat(errors(Chats.chat(List.of(user("q")), assistant("a")))).isEmpty();
    }

    @Test
    void shouldMakeOneErrorRowEvenOfNothing() {
        Chat failed = new Chat(
                Chats.exchange().ended(400, Outcome.COMPLETED).build(),
                new ChatRequest("{", null, List.of(), Map.of(), false),
                Chats.failure(400, "bad"));

        assertThat(errors(failed)).singleElement().satisfies(row -> {
            assertThat(row.content()).isNull();
            assertThat(row.modelName()).isEmpty();
            assertThat(row.other()).contains("\"unparsed\":true");
        });
    }

    @Test
    void shouldMakeRowsOfBothKindsWhereAStreamBroke() {
        ChatReply half = new ChatReply(0, assistant("half"), null, Map.of());
        ChatError error = new ChatError(500, "gone", "{\"message\":\"gone\"}");
        ChatResponse response = new ChatResponse("r", "m", List.of(half), Usage.NONE, error, Map.of(), true, false);
        Chat chat = answered(Chats.exchange(), response);

        assertThat(rows(chat)).hasSize(2);
        assertThat(rows(chat).get(1).finishReason()).isEqualTo("upstream_error");
        assertThat(rows(chat).get(1).other()).contains("\"error\":{\"message\":\"gone\"}");
        assertThat(errors(chat)).extracting(ErrorRow::content).containsExactly("q");
    }

    @Test
    void shouldFitWhatClientsSendIntoTheColumns() {
        String endless = "m".repeat(1000);
        ChatRequest request = new ChatRequest(null, endless, List.of(user("q")), Map.of(), false);
        Chat chat = new Chat(
                Chats.exchange()
                        .caller(io.mes.storage.exchange.Identity.ofUser(1), "a".repeat(99))
                        .build(),
                request,
                Chats.response(assistant("a")));
        Placement placement = Threading.placeAlone(chat);
        MessageRow row = new RowAssembler(chat, "c", true, placement).messages().get(1);

        assertThat(row.modelName()).hasSize(255);
        assertThat(row.ip()).hasSize(45);
        assertThat(row.other()).contains("\"conversation_id_refused\":true");
    }
}
