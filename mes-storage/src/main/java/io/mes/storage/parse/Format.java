package io.mes.storage.parse;

/**
 * How the bodies of one wire format are read. Stateless.
 *
 * <p>Whatever the format, the chat shape comes out: text in {@code content}, calls in {@code tool_calls}, results in
 * messages of the role {@code tool}, thoughts in {@code reasoning_content}. What has no place there is kept beside it.
 */
interface Format {

    /** A reader of one request, with nothing read. */
    RequestShape request();

    /** Reads an answer that came as one JSON object, or as much of one as came. */
    ResponseBuilder answer(int status, String text);

    /** Reads an answer that came as server-sent events. */
    ResponseBuilder stream(int status, String text);
}
