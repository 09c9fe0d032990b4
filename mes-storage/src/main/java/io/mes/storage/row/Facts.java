package io.mes.storage.row;

/**
 * Names of what MES itself notes in a row, inside the {@code "mes"} object of {@code other}.
 *
 * <p>A fact that would say nothing is left out. The object itself always stands first in {@code other}; a row without it was
 * written by another MES. Constants only, for any thread.
 */
public final class Facts {

    /** The object that holds all the others. */
    public static final String MES = "mes";

    /** True for a message outside the line; always the first fact. */
    static final String CONTEXT = "context";

    /** How {@code other} begins on a message outside the line, as an SQL pattern. */
    public static final String CONTEXT_PATTERN = "{\"" + MES + "\":{\"" + CONTEXT + "\":true%";

    /**
     * The message before this one on the line, null for none. If left out: the previous position of the same exchange,
     * and none for position 0.
     */
    static final String PARENT = "parent";

    /** How {@code other} looks where it has {@link #REQUEST}, and may look elsewhere, as an SQL pattern. */
    public static final String REQUEST_PATTERN = "{\"" + MES + "\":{%\"request\":%";

    /** What the content is, where it is neither text nor null. */
    static final String CONTENT = "content";

    /** Of {@link #CONTENT}: it is JSON. */
    static final String JSON = "json";

    /** Of {@link #CONTENT}: the message had no such field. */
    static final String ABSENT = "absent";

    /** Of {@link #CONTENT}: it is the JSON of the whole message, which was no object. */
    static final String BARE = "bare";

    /** The role, where the column could not hold it; null if there was none. */
    static final String ROLE = "role";

    /** A field of the message that was itself called {@code "mes"}. */
    static final String SHADOWED = "shadowed";

    /** True for a text that should have been JSON but was not; on the first reply: for a request whose body was not. */
    public static final String UNPARSED = "unparsed";

    /** On the first reply: the body that was not JSON, unless it stands as the one message. */
    static final String REQUEST_BODY = "request_body";

    /** True where an id of the conversation was given that cannot be one. */
    static final String CONVERSATION_ID_REFUSED = "conversation_id_refused";

    /** On replies: index of the choice. */
    static final String CHOICE = "choice";

    /** On replies but the first: the id of the first, which holds what concerns the whole exchange. */
    static final String FIRST_REPLY = "first_reply";

    /** True where the database did not take the exchange as it was, so that parts of it were cut off or left out. */
    static final String SANITISED = "sanitised";

    /** On replies: finish reason, where the column could not hold it. */
    static final String FINISH_REASON = "finish_reason";

    /** On replies: further fields of the choice. */
    static final String REPLY = "reply";

    /** On the first reply: the upstream's id of the answer. */
    static final String RESPONSE_ID = "response_id";

    /** On the first reply: the model that answered, where it is not called what was asked for. */
    static final String RESPONSE_MODEL = "response_model";

    /** On the first reply: further fields of the answer. */
    static final String RESPONSE = "response";

    /** What the exchange was written in, where that was not the format of chat completions. */
    public static final String FORMAT = "format";

    /** Milliseconds from the start of the request to the end of the response. */
    static final String LATENCY = "latency_ms";

    /** Milliseconds from the start of the request to the first byte of the response body. */
    static final String FIRST_BYTE = "first_byte_ms";

    /** The HTTP status. */
    static final String STATUS = "status";

    /** How the exchange ended, if not by itself. */
    static final String OUTCOME = "outcome";

    /** True where the answer did not come to its own end; on replies but the first: where they did not, of such an answer. */
    static final String PARTIAL = "partial";

    /** {@code "request"}, {@code "response"} or {@code "both"}: bodies of which a limit cut off the copy. */
    public static final String TRUNCATED = "truncated";

    /** {@code "request"}, {@code "response"} or {@code "both"}: bodies in a content coding that MES cannot undo. */
    public static final String UNDECODED = "undecoded";

    /** What the server said went wrong. */
    static final String ERROR = "error";

    /** On the first reply: every field of the request but its messages. */
    static final String REQUEST = "request";

    /** On the first reply: the metadata that was set later, in place of that of the request. */
    public static final String METADATA = "metadata";

    /** On the first reply: the replies that hold fields of the request which are null here, by name of the field. */
    static final String REQUEST_SHARED = "request_shared";

    /** On the first reply: ids of the messages that stood before the line in the request. */
    static final String REQUEST_CONTEXT = "request_context";

    /** On the first reply: the message with which the line began in the request; empty if none of it was sent. */
    static final String REQUEST_FROM = "request_from";

    private Facts() {}
}
