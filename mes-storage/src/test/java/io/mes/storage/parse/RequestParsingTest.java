package io.mes.storage.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.Content;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that a request is read exactly as it was sent, and that one that cannot be read is not lost. */
final class RequestParsingTest {

    private static ChatMessage message(String json) {
        ChatRequest request = Parsing.request("{\"messages\":[" + json + "]}");
        assertThat(request.wellFormed()).isTrue();
        assertThat(request.messages()).hasSize(1);
        return request.messages().get(0);
    }

    @Test
    void shouldReadModelStreamMessagesAndParameters() {
        ChatRequest request = Parsing.request("""
                {"model":"gpt-4o","messages":[{"role":"system","content":"Be brief"},{"role":"user","content":"Hi"}],
                 "stream":true, "temperature": 1.0,"tools":[ {"type":"function"} ],"user":null}""");

        assertThat(request.wellFormed()).isTrue();
        assertThat(request.model()).isEqualTo("gpt-4o");
        assertThat(request.stream()).isTrue();
        assertThat(request.messages())
                .containsExactly(
                        new ChatMessage("system", new Content.Text("Be brief"), Map.of()),
                        new ChatMessage("user", new Content.Text("Hi"), Map.of()));
        assertThat(request.parameters())
                .containsExactly(
                        entry("model", "\"gpt-4o\""),
                        entry("stream", "true"),
                        entry("temperature", "1.0"),
                        entry("tools", "[ {\"type\":\"function\"} ]"),
                        entry("user", "null"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "Hi"                                | Text[value=Hi]
            ""                                  | Text[value=]
            "123"                               | Text[value=123]
            123                                 | Json[raw=123]
            1.0e2                               | Json[raw=1.0e2]
            "{\\"a\\":1}"                       | Text[value={"a":1}]
            {"a": 1}                            | Json[raw={"a": 1}]
            "null"                              | Text[value=null]
            null                                | NULL
            true                                | Json[raw=true]
            []                                  | Json[raw=[]]
            [{"type":"text", "text":"\\u0041"}] | Json[raw=[{"type":"text", "text":"\\u0041"}]]
            """)
    void shouldKeepTheKindsOfContentApart(String written, String content) {
        Content read =
                message("{\"role\":\"user\",\"content\":" + written + "}").content();
        assertThat(read instanceof Content.Text text ? "Text[value=" + text.value() + "]" : read.toString())
                .isEqualTo(content);
    }

    @Test
    void shouldTellMissingContentFromNull() {
        assertThat(message("{\"role\":\"user\"}").content()).isEqualTo(Content.None.ABSENT);
        assertThat(message("{\"role\":\"user\",\"content\":null}").content()).isEqualTo(Content.None.NULL);
    }

    @Test
    void shouldDecodeTextButKeepUnpairedSurrogatesAndControls() {
        assertThat(message("{\"content\":\"\\ud83d\\ude00 \\ud83d \\u0000 \\n\"}")
                        .content())
                .isEqualTo(new Content.Text("\uD83D\uDE00 \uD83D \0 \n"));
    }

    @Test
    void shouldKeepUnknownFieldsExactlyAndInOrder() {
        ChatMessage message = message("""
                {"z": 1.0, "role":"assistant","content":null,"tool_calls":[ {"id":"1"} ],"refusal":null,"a":{"b" :[]}}""");

        assertThat(message.fields())
                .containsExactly(
                        entry("z", "1.0"),
                        entry("tool_calls", "[ {\"id\":\"1\"} ]"),
                        entry("refusal", "null"),
                        entry("a", "{\"b\" :[]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "developer",
                "function",
                "critic",
                "",
                "System",
                "a role that is longer than any column for roles"
            })
    void shouldTakeAnyRole(String role) {
        assertThat(message("{\"role\":\"" + role + "\",\"content\":\"x\"}").role())
                .isEqualTo(role);
    }

    @Test
    void shouldTakeARoleThatIsNoStringForAFieldLikeOthers() {
        ChatMessage message = message("{\"role\":7,\"content\":\"x\"}");

        assertThat(message.role()).isNull();
        assertThat(message.fields()).containsExactly(entry("role", "7"));
    }

    @Test
    void shouldTakeMessagesThatAreNoObjects() {
        ChatRequest request = Parsing.request("{\"messages\":[\"Hi\",7,null,[1]]}");

        assertThat(request.wellFormed()).isTrue();
        assertThat(request.messages())
                .extracting(ChatMessage::content)
                .containsExactly(
                        new Content.Bare("\"Hi\""),
                        new Content.Bare("7"),
                        new Content.Bare("null"),
                        new Content.Bare("[1]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "[{\"role\":\"user\",\"content\":\"x\"}]",
                "\"text\"",
                "7",
                "null",
                "{\"model\" \"m\"}",
                "{",
                "{\"messages\":[{\"role\":\"us",
                "--boundary\r\nContent-Disposition: form-data",
                " "
            })
    void shouldKeepABodyThatIsNoObjectAsTheTextOfOneMessage(String body) {
        ChatRequest request = Parsing.request(body);

        assertThat(request.wellFormed()).isFalse();
        assertThat(request.messages()).containsExactly(new ChatMessage("user", new Content.Text(body), Map.of()));
    }

    @Test
    void shouldHaveNoMessageWhereThereWasNoBody() {
        ChatRequest request = Parsing.request("");

        assertThat(request.wellFormed()).isFalse();
        assertThat(request.messages()).isEmpty();
        assertThat(request.parameters()).isEmpty();
    }

    @Test
    void shouldReadARequestWithoutMessages() {
        ChatRequest request = Parsing.request("{\"model\":\"m\",\"prompt\":\"Hi\"}");

        assertThat(request.wellFormed()).isTrue();
        assertThat(request.messages()).isEmpty();
        assertThat(request.parameters()).containsEntry("prompt", "\"Hi\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"Hi\"", "null", "{\"role\":\"user\"}", "7"})
    void shouldKeepMessagesThatAreNoListAmongTheParameters(String messages) {
        ChatRequest request = Parsing.request("{\"messages\":" + messages + "}");

        assertThat(request.wellFormed()).isTrue();
        assertThat(request.messages()).isEmpty();
        assertThat(request.parameters()).containsExactly(entry("messages", messages));
    }

    @Test
    void shouldLetTheLastOfRepeatedFieldsCountAsServersDo() {
        ChatRequest request = Parsing.request("""
                {"model":"a","messages":[{"role":"user","content":"1"}],"model":"b",
                 "messages":[{"role":"user","content":"2","content":"3"}]}""");

        assertThat(request.model()).isEqualTo("b");
        assertThat(request.parameters()).containsExactly(entry("model", "\"b\""));
        assertThat(request.messages()).containsExactly(new ChatMessage("user", new Content.Text("3"), Map.of()));
    }

    @Test
    void shouldKeepWhatPrecedesTheBreakOfATruncatedBody() {
        ChatRequest request = Parsing.request("""
                {"model":"m","messages":[{"role":"user","content":"one"},{"role":"assistant","content":"two"},\
                {"role":"user","content":"thr""");

        assertThat(request.wellFormed()).isFalse();
        assertThat(request.model()).isEqualTo("m");
        assertThat(request.messages()).extracting(ChatMessage::role).isEqualTo(List.of("user", "assistant"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"true\"", "1", "null", "false", "{}"})
    void shouldTakeNothingButTrueForAStream(String stream) {
        assertThat(Parsing.request("{\"stream\":" + stream + "}").stream()).isFalse();
    }

    @Test
    void shouldHaveNoModelWhereItIsNoString() {
        ChatRequest request = Parsing.request("{\"model\":7}");

        assertThat(request.model()).isNull();
        assertThat(request.parameters()).containsExactly(entry("model", "7"));
    }

    /** What is read is put into objects of our own, which must be readable in their turn. */
    @Test
    void shouldReadNothingSoDeepThatItCouldNotBeReadBack() {
        String deepest = "[".repeat(499) + "]".repeat(499);
        ChatRequest request = Parsing.request("{\"x\":" + deepest + "}");

        assertThat(request.parameters()).containsEntry("x", deepest);
        assertThat(JsonReader.isJson("{\"mes\":{\"request\":" + JsonText.object(request.parameters()) + "}}"))
                .isTrue();
        assertThat(Parsing.request("{\"x\":[" + deepest + "]}").wellFormed()).isFalse();
    }

    @Test
    void shouldTakeABodyNestedTooDeepForText() {
        String body = "{\"messages\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThat(Parsing.request(body).messages())
                .extracting(ChatMessage::content)
                .containsExactly(new Content.Text(body));
    }
}
