package io.mes.storage.parse;

/**
 * <a href="https://platform.openai.com/docs/api-reference/completions">Completions</a>: choices as in a chat, but with a
 * {@code text} where a chat has a message or delta.
 */
final class CompletionsFormat implements Format {

    @Override
    public RequestShape request() {
        return new CompletionsRequestShape();
    }

    @Override
    public ResponseBuilder answer(int status, String text) {
        return AnswerParser.parse(status, text);
    }

    @Override
    public ResponseBuilder stream(int status, String text) {
        return StreamParser.parse(status, text);
    }
}
