package io.mes.storage.parse;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.Content;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonSyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an answer that came as one JSON object. */
final class AnswerParser {

    private final ResponseBuilder response = new ResponseBuilder();
    private int position;

    private AnswerParser() {}

    static ResponseBuilder parse(String text) {
        AnswerParser answer = new AnswerParser();
        try {
            JsonReader body = JsonReader.of(text);
            body.fields(answer::field);
            body.end();
            answer.response.complete();
        } catch (JsonSyntaxException broken) {
            // What came before the break has been taken in.
        }
        return answer.response;
    }

    private void field(String name, JsonReader value) {
        if (name.equals("choices")) {
            value.elements(choice -> response.reply(new Choice(position++).read(choice)));
        } else {
            response.field(name, value);
        }
    }

    /** One element of {@code choices}. */
    private final class Choice {

        private int index;
        private @Nullable String finishReason;
        private ChatMessage message = new ChatMessage(null, Content.None.ABSENT, Map.of());
        private final Map<String, String> facts = new LinkedHashMap<>();

        Choice(int index) {
            this.index = index;
        }

        ChatReply read(JsonReader choice) {
            choice.fields(this::field);
            return ReplyNormalizer.reply(index, message, finishReason, facts);
        }

        private void field(String name, JsonReader value) {
            switch (name) {
                case "index" -> index = IndexReader.read(value, index);
                case "message" -> message = MessageReader.read(value);
                case "finish_reason" -> finishReason = ResponseBuilder.lastSaid(finishReason, value.string());
                case "usage" -> response.usage(value);
                default -> {
                    if (!value.isNull()) {
                        facts.put(name, value.raw());
                    }
                }
            }
        }
    }
}
