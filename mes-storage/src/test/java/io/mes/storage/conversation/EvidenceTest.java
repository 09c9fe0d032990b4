package io.mes.storage.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.Chats;
import io.mes.storage.exchange.Exchange;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies where the id of a conversation is looked for, and what cannot be one. */
final class EvidenceTest {

    private static final List<String> HEADERS = List.of("x-conversation-id", "x-session-id");

    private static Evidence of(
            @Nullable String attribute, Map<String, String> headers, Map<String, String> parameters) {
        Exchange exchange =
                Chats.exchange().conversationId(attribute).headers(headers).build();
        ChatRequest request = new ChatRequest(null, "m", List.of(), parameters, false);
        return Evidence.of(new Chat(exchange, request, Chats.response()), HEADERS);
    }

    @Test
    void shouldBelieveTheGatewayFirstThenHeadersThenTheBody() {
        Map<String, String> headers = Map.of("x-conversation-id", "h1", "x-session-id", "h2");
        Map<String, String> body = Map.of("conversation", "\"b\"");

        assertThat(of("g", headers, body).conversationId()).isEqualTo("g");
        assertThat(of(null, headers, body).conversationId()).isEqualTo("h1");
        assertThat(of(null, Map.of("x-session-id", "h2"), body).conversationId())
                .isEqualTo("h2");
        assertThat(of(null, Map.of(), body).conversationId()).isEqualTo("b");
        assertThat(of(null, Map.of(), Map.of()).conversationId()).isNull();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            conversation     | "c"                                             | c
            conversation     | {"id":"c"}                                      | c
            metadata         | {"conversation_id":"c"}                         | c
            metadata         | {"session_id":"s"}                              | s
            metadata         | {"session_id":"s","conversation_id":"c"}        | c
            conversation     | 12                                              |
            conversation     | null                                            |
            conversation     | {"id":7}                                        |
            conversation     | [1]                                             |
            metadata         | "c"                                             |
            metadata         | {"user_id":"u"}                                 |
            prompt_cache_key | "k"                                             |
            user             | "u"                                             |
            """)
    void shouldFindTheIdInTheBody(String field, String json, @Nullable String expected) {
        Evidence evidence = of(null, Map.of(), Map.of(field, json));

        assertThat(evidence.conversationId()).isEqualTo(expected);
        assertThat(evidence.refused()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "a\0b", "a\u0085", "\uD800", "\u2003"})
    void shouldRefuseWhatCannotBeAnIdAndLookOn(String absurd) {
        Evidence evidence = of(absurd, Map.of("x-session-id", "s"), Map.of());

        assertThat(evidence.conversationId()).isEqualTo("s");
        assertThat(evidence.refused()).isTrue();
    }

    @Test
    void shouldTakeIdsOfUpTo255CharactersExactlyAsTheyAre() {
        String longest = "\u00e9 /%..\uD83D\uDE00".repeat(40).substring(0, 254) + "x";

        assertThat(of(longest, Map.of(), Map.of()).conversationId()).isEqualTo(longest);
        assertThat(of(longest + "y", Map.of(), Map.of())).isEqualTo(new Evidence(null, true));
    }
}
