package io.mes.storage.parse;

/** <a href="https://platform.openai.com/docs/api-reference/chat">Chat completions</a>, as dozens of servers speak them. */
final class ChatFormat implements Format {

    @Override
    public RequestShape request() {
        return new ChatRequestShape();
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
