package io.mes.storage.parse;

/** OpenAI's <a href="https://platform.openai.com/docs/api-reference/responses">Responses</a>. */
final class ResponsesFormat implements Format {

    @Override
    public RequestShape request() {
        return new ResponsesRequestShape();
    }

    @Override
    public ResponseBuilder answer(int status, String text) {
        return ObjectParser.parse(text, () -> new ResponsesAnswer(status));
    }

    @Override
    public ResponseBuilder stream(int status, String text) {
        return ResponsesStream.parse(status, text);
    }
}
