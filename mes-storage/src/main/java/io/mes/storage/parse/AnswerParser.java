package io.mes.storage.parse;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.Content;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonSyntaxException;
import io.mes.storage.json.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an answer that came as one JSON object. */
final class AnswerParser implements ObjectParser.Fields {

    private final String text;
    private final ResponseBuilder response;
    private int position;

    private AnswerParser(int status, String text) {
        this.text = text;
        this.response = new ResponseBuilder(status);
    }

    static ResponseBuilder parse(int status, String text) {
        return ObjectParser.parse(text, itsText -> new AnswerParser(status, itsText));
    }

    @Override
    public ResponseBuilder finish() {
        return response;
    }

    @Override
    public void field(String name, JsonReader value) {
        if (name.equals("choices")) {
            value.elements(this::choice);
        } else {
            response.field(name, value);
        }
    }

    private void choice(JsonReader value) {
        int start = value.offset();
        Choice choice = new Choice(position++);
        if (!value.isObject()) {
            return;
        }
        try {
            value.fields(choice::field);
        } catch (JsonSyntaxException cutOff) {
            if (choice.says()) {
                response.reply(choice.reply());
            } else if (choice.position > 0) {
                // The choices before it make this an answer that was read; its own text must not be lost over that.
                response.reply(ReplyNormalizer.unparsed(choice.position, text.substring(start)));
            }
            throw cutOff;
        }
        response.reply(choice.reply());
    }

    /** One element of {@code choices}. */
    private final class Choice {

        private final int position;
        private int index;
        private boolean answered;
        private @Nullable String finishReason;
        private @Nullable String text;
        private ChatMessage message = new ChatMessage(null, Content.None.ABSENT, Map.of());
        private final Map<String, String> facts = new LinkedHashMap<>();

        Choice(int position) {
            this.position = position;
            this.index = position;
        }

        /** What the choice says: its message or, in a completion, its text. */
        ChatReply reply() {
            if (text != null) {
                if (answered) {
                    facts.put("text", JsonText.quote(text));
                } else {
                    message = new ChatMessage(null, new Content.Text(text), Map.of());
                }
            }
            return ReplyNormalizer.reply(index, message, finishReason, facts);
        }

        private boolean says() {
            return answered || text != null;
        }

        private void field(String name, JsonReader value) {
            switch (name) {
                case "text" -> {
                    if (value.isString()) {
                        text = value.string();
                    } else {
                        fact(name, value);
                    }
                }
                case "index" -> index = IndexReader.read(value, index);
                case "message" -> {
                    message = MessageReader.read(value);
                    answered = true;
                }
                case "finish_reason" -> finishReason = ResponseBuilder.lastSaid(finishReason, value.string());
                case "usage" -> response.usageAside(value);
                default -> fact(name, value);
            }
        }

        private void fact(String name, JsonReader value) {
            if (!value.isNull()) {
                facts.put(name, value.raw());
            }
        }
    }
}
