package io.mes.storage.parse;

import io.mes.storage.exchange.WireFormat;
import java.util.function.Supplier;

/**
 * How the bodies of one wire format are read.
 *
 * <p>Whatever the format, the chat shape comes out: text in {@code content}, calls in {@code tool_calls}, results in
 * messages of the role {@code tool}, thoughts in {@code reasoning_content}. What has no place there is kept beside it.
 *
 * @param requestShape makes a reader of one request, with nothing read
 * @param answer reads an answer that came as one JSON object, or as much of one as came
 * @param stream reads an answer that came as server-sent events
 */
record Format(Supplier<RequestShape> requestShape, Reader answer, Reader stream) {

    /** <a href="https://platform.openai.com/docs/api-reference/chat">Chat completions</a>, as dozens of servers speak them. */
    static final Format CHAT = new Format(ChatRequestShape::new, AnswerParser::parse, StreamParser::parse);

    /**
     * <a href="https://platform.openai.com/docs/api-reference/completions">Completions</a>: choices as in a chat, but with
     * a {@code text} where a chat has a message or delta.
     */
    static final Format COMPLETIONS = new Format(CompletionsRequestShape::new, CHAT.answer, CHAT.stream);

    /** OpenAI's <a href="https://platform.openai.com/docs/api-reference/responses">Responses</a>. */
    static final Format RESPONSES =
            new Format(ResponsesRequestShape::new, ResponsesAnswer::parse, ResponsesStream::parse);

    /** Anthropic's <a href="https://docs.anthropic.com/en/api/messages">Messages</a>. */
    static final Format MESSAGES =
            new Format(AnthropicRequestShape::new, AnthropicAnswer::parse, AnthropicStream::parse);

    /** Reads an answer with a status. Stateless. */
    interface Reader {
        ResponseBuilder read(int status, String text);
    }

    static Format of(WireFormat format) {
        return switch (format) {
            case CHAT_COMPLETIONS -> CHAT;
            case COMPLETIONS -> COMPLETIONS;
            case RESPONSES -> RESPONSES;
            case MESSAGES -> MESSAGES;
        };
    }
}
