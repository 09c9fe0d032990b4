package io.mes.storage.parse;

/** Anthropic's <a href="https://docs.anthropic.com/en/api/messages">Messages</a>. */
final class AnthropicFormat implements Format {

    @Override
    public RequestShape request() {
        return new AnthropicRequestShape();
    }

    @Override
    public ResponseBuilder answer(int status, String text) {
        return ObjectParser.parse(text, () -> new AnthropicAnswer(status));
    }

    @Override
    public ResponseBuilder stream(int status, String text) {
        return AnthropicStream.parse(status, text);
    }
}
