package io.mes.storage.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.Chats;
import io.mes.storage.chat.Content;
import io.mes.storage.conversation.Threading;
import io.mes.storage.json.JsonReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that a message read back from its row is the message that was sent, and that rows of others are read too. */
final class StoredMessageTest {

    /** The message of a JSON text, its fields exactly as written. */
    private static ChatMessage message(String json) {
        Map<String, String> fields = new LinkedHashMap<>(JsonReader.fieldsOf(json));
        String role = fields.remove("role");
        String content = fields.remove("content");
        return new ChatMessage(role == null ? null : JsonReader.of(role).string(), content(content), fields);
    }

    private static Content content(@Nullable String json) {
        if (json == null) {
            return Content.None.ABSENT;
        }
        if (json.equals("null")) {
            return Content.None.NULL;
        }
        String text = JsonReader.of(json).string();
        return text == null ? new Content.Json(json) : new Content.Text(text);
    }

    private static StoredMessage throughItsRow(ChatMessage message) {
        Chat chat = new Chat(
                Chats.exchange().build(),
                new ChatRequest(null, "m", List.of(message), Map.of(), false),
                Chats.response(Chats.assistant("a")));
        RowAssembler rows = new RowAssembler(chat, "c", false, Threading.placeAlone(chat));
        MessageRow row = rows.messages().get(0);
        return new StoredMessage(row.messageId(), row.role(), row.content(), row.other());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"user\",\"content\":\"123\"}",
                "{\"role\":\"user\",\"content\":123}",
                "{\"role\":\"user\",\"content\":\"{\\\"a\\\":1}\"}",
                "{\"role\":\"user\",\"content\":{\"a\":1}}",
                "{\"role\":\"user\",\"content\":\"null\"}",
                "{\"role\":\"user\",\"content\":null}",
                "{\"role\":\"user\"}",
                "{\"role\":\"user\",\"content\":\"\"}",
                "{\"role\":\"user\",\"content\":[]}",
                "{\"role\":\"user\",\"content\":true}",
                "{\"role\":\"user\",\"content\":\"a\\u0000b\"}",
                "{\"role\":\"user\",\"content\":\"a\\ud800b\"}",
                "{\"role\":\"user\",\"content\":\"line\\nline\\ttab \\\" \\\\ \"}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"n\":1.0e400}]}",
                "{\"role\":\"user\",\"content\":\"x\",\"mes\":{\"content\":\"json\",\"parent\":\"p\"}}",
                "{\"role\":\"user\",\"content\":\"x\",\"mes\":null}",
                "{\"content\":\"x\"}",
                "{\"role\":\"\",\"content\":\"x\"}",
                "{\"role\":\"a role much longer than the column\",\"content\":\"x\"}",
                "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\"}],\"refusal\":null}",
                "{\"role\":\"tool\",\"content\":\"x\",\"tool_call_id\":\"1\",\"name\":\"n\",\"\":\"unnamed\"}",
                "{\"role\":\"user\",\"content\":\"\uD83D\uDE00 \u4F60\u597D\"}"
            })
    void shouldBeWhatWasSent(String sent) {
        assertThat(throughItsRow(message(sent)).toJson()).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            hello         | "hello"
            123           | "123"
            "quoted"      | "\\"quoted\\""
            [1,2]         | [1,2]
            {"a":1}       | {"a":1}
            {"a":1        | "{\\"a\\":1"
            [x]           | "[x]"
            true          | "true"
            null          | "null"
            """)
    void shouldGuessTheContentOfOthersByTheirRule(String content, String expected) {
        StoredMessage message = new StoredMessage("chatcmpl-1", "user", content, null);

        assertThat(message.toJson()).isEqualTo("{\"role\":\"user\",\"content\":" + expected + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "not json", "[1]", "7", "null", "{\"broken\""})
    void shouldTakeAnOtherOfOthersThatIsNoObjectAsNone(String other) {
        StoredMessage message = new StoredMessage("x", "user", "hi", other);

        assertThat(message.toJson()).isEqualTo("{\"role\":\"user\",\"content\":\"hi\"}");
        assertThat(message.parent()).isNull();
    }

    @Test
    void shouldMergeTheFieldsOfOthersButNotOverRoleAndContent() {
        String other = "{\"tool_calls\":[],\"role\":\"system\",\"content\":\"forged\"}";

        assertThat(new StoredMessage("x", "assistant", "", other).toJson())
                .isEqualTo("{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[]}");
    }

    @Test
    void shouldReadARowWithoutContent() {
        assertThat(new StoredMessage("x", "assistant", null, null).toJson())
                .isEqualTo("{\"role\":\"assistant\",\"content\":null}");
    }
}
