package io.mes.storage.row;

import io.mes.storage.chat.ChatReply;
import io.mes.storage.conversation.MessageIds;
import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonSyntaxException;
import io.mes.storage.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message read back from its row, by this MES or another one.
 *
 * <p>Immutable. Rows that other programs wrote may hold anything: an {@code other} that is not JSON is as good as none.
 */
public final class StoredMessage {

    /**
     * What models say when something other than they themselves ended an answer, in the words of all formats, and what MES says
     * where they said nothing.
     */
    private static final Set<String> CUT_OFF = Set.of(
            "length",
            "max_tokens",
            "model_context_window_exceeded",
            "content_filter",
            "incomplete",
            "client_closed",
            "timeout",
            "upstream_error");

    private final String messageId;
    private final String role;
    private final @Nullable String content;
    private final boolean ours;
    private final Map<String, String> fields;
    private final Map<String, String> facts;
    private final @Nullable String finishReason;

    /** The message of a row's columns, but for why it ended. */
    public StoredMessage(String messageId, String role, @Nullable String content, @Nullable String other) {
        this(messageId, role, content, other, null);
    }

    /** The message of a row's columns. */
    public StoredMessage(
            String messageId,
            String role,
            @Nullable String content,
            @Nullable String other,
            @Nullable String finishReason) {
        this.finishReason = finishReason;
        this.messageId = messageId;
        this.role = role;
        this.content = content;
        this.fields = objectOf(other);
        String mes = fields.remove(Facts.MES);
        this.ours = mes != null;
        this.facts = objectOf(mes);
    }

    private static Map<String, String> objectOf(@Nullable String json) {
        try {
            return json == null || json.isBlank() ? new LinkedHashMap<>() : JsonReader.fieldsOf(json);
        } catch (JsonSyntaxException notOurs) {
            return new LinkedHashMap<>();
        }
    }

    /** Characters that its row holds, but for what is small. */
    public long characters() {
        long characters = content == null ? 0 : content.length();
        for (String value : fields.values()) {
            characters += value.length();
        }
        for (String value : facts.values()) {
            characters += value.length();
        }
        return characters;
    }

    /** The id of the row. */
    public String messageId() {
        return messageId;
    }

    /** The message exactly as it was sent or answered, which in a request may even be no object. */
    public String toExactJson() {
        return isContent(Facts.BARE) ? String.valueOf(contentJson()) : toJson();
    }

    /** The message as it was sent or answered, in the shape of an OpenAI chat message. */
    public String toJson() {
        return JsonText.object(toFields());
    }

    /** The fields of that message, each with its value as JSON. */
    public Map<String, String> toFields() {
        Map<String, String> message = new LinkedHashMap<>();
        String fullRole = facts.getOrDefault(Facts.ROLE, JsonText.quote(role));
        if (!fullRole.equals("null")) {
            message.put("role", fullRole);
        }
        String contentJson = contentJson();
        if (contentJson != null) {
            message.put("content", contentJson);
        }
        fields.forEach(message::putIfAbsent);
        String shadowed = facts.get(Facts.SHADOWED);
        if (shadowed != null) {
            message.put(Facts.MES, shadowed);
        }
        return message;
    }

    /** The content as JSON; null if the message had no such field. */
    private @Nullable String contentJson() {
        if (isContent(Facts.ABSENT)) {
            return null;
        }
        boolean mayBeJson = ours ? isNotedAsJson() : content != null && beginsStructured(content);
        return mayBeJson && content != null && JsonReader.isJson(content) ? content : JsonText.quote(content);
    }

    private boolean isNotedAsJson() {
        return isContent(Facts.JSON) || isContent(Facts.BARE);
    }

    /** Whether the row says that its content is JSON, and it is none. It is read as text. */
    public boolean isContentBroken() {
        return isNotedAsJson() && content != null && !JsonReader.isJson(content);
    }

    private boolean isContent(String kind) {
        return kind.equals(string(facts.get(Facts.CONTENT)));
    }

    /** Of a row that another MES wrote: whether its content may be an array or an object. */
    static boolean beginsStructured(String content) {
        return !content.isEmpty() && "[{".indexOf(content.charAt(0)) >= 0;
    }

    /** The id of the message before this one on its line; null if there is none or none is known. */
    public @Nullable String parent() {
        String parent = facts.get(Facts.PARENT);
        if (parent != null) {
            return string(parent);
        }
        int position = ours ? MessageIds.positionOf(messageId) : -1;
        boolean first = position <= 0 || facts.containsKey(Facts.CONTEXT);
        return first ? null : MessageIds.of(MessageIds.exchangeOf(messageId), position - 1);
    }

    /** Of a reply: the row that holds what concerns its whole exchange, which may be this one. */
    public String firstReply() {
        String first = string(facts.get(Facts.FIRST_REPLY));
        return first == null ? messageId : first;
    }

    /** Whether the row holds the parameters of the request that it answers. */
    public boolean holdsRequest() {
        return facts.containsKey(Facts.REQUEST);
    }

    /** Of a first reply: the request's fields but its messages, as JSON. */
    public Map<String, String> requestParameters() {
        return objectOf(facts.get(Facts.REQUEST));
    }

    /** Of a first reply: replies that hold fields of its request which are null here, by name of the field. */
    public Map<String, String> sharedParameters() {
        Map<String, String> holders = new LinkedHashMap<>();
        objectOf(facts.get(Facts.REQUEST_SHARED)).forEach((name, id) -> holders.put(name, String.valueOf(string(id))));
        return holders;
    }

    /**
     * Of a reply: whether it was cut off, by a limit, a filter or a fault. Of any message: whether it should have been JSON and
     * is not.
     */
    public boolean isUnfinished() {
        return isPartial()
                || facts.containsKey(Facts.UNPARSED)
                || (finishReason != null && CUT_OFF.contains(finishReason));
    }

    /** Of a reply: index of the choice. */
    public long choice() {
        String choice = facts.get(Facts.CHOICE);
        Long index = choice == null ? null : JsonReader.of(choice).number();
        return index == null ? 0 : index;
    }

    /** Of a reply: its finish reason where the column could not hold it; else null. */
    public @Nullable String longFinishReason() {
        return string(facts.get(Facts.FINISH_REASON));
    }

    /** Of a reply: whether it stands for an answer that could not be read as one, whose text it holds. */
    public boolean isUnread() {
        return replyFacts().containsKey(ChatReply.UNPARSED);
    }

    /** Of a reply: further fields of the choice, as JSON. */
    public Map<String, String> replyFacts() {
        return objectOf(facts.get(Facts.REPLY));
    }

    /** Of a first reply: the upstream's id of the answer; null if it gave none. */
    public @Nullable String responseId() {
        return string(facts.get(Facts.RESPONSE_ID));
    }

    /** Of a first reply: the model that answered; null where it is called what was asked for, or not at all. */
    public @Nullable String responseModel() {
        return string(facts.get(Facts.RESPONSE_MODEL));
    }

    /** Of a first reply: further fields of the answer, as JSON. */
    public Map<String, String> responseFacts() {
        return objectOf(facts.get(Facts.RESPONSE));
    }

    /** Of a first reply: whether the answer did not come to its own end. Of any other: whether it did not itself. */
    public boolean isPartial() {
        return facts.containsKey(Facts.PARTIAL);
    }

    /**
     * Of a first reply: the metadata of its exchange, as JSON: those that were set later, else those of the request. Null where
     * there are none, and where an earlier reply holds them.
     */
    public @Nullable String metadata() {
        String later = laterMetadata();
        return later != null || metadataHolder() != null ? later : requestMetadata();
    }

    /** Of a first reply: the metadata that it holds itself of its request; null for none. */
    public @Nullable String requestMetadata() {
        return requestParameters().get(Facts.METADATA);
    }

    /** Of a first reply: the earlier one whose {@link #requestMetadata} are those of its exchange too; null if none is. */
    public @Nullable String metadataHolder() {
        return laterMetadata() != null ? null : sharedParameters().get(Facts.METADATA);
    }

    /** Of a first reply: the metadata that was set in place of that of the request, as JSON; null where none was. */
    public @Nullable String laterMetadata() {
        return facts.get(Facts.METADATA);
    }

    /** Of a first reply: what its column {@code other} must hold for its exchange to have this metadata, a JSON object. */
    public String otherWithMetadata(String metadata) {
        Map<String, String> changed = new LinkedHashMap<>(facts);
        changed.put(Facts.METADATA, metadata);
        JsonObjectWriter other = new JsonObjectWriter().raw(Facts.MES, JsonText.object(changed));
        fields.forEach(other::raw);
        return other.toString();
    }

    /** Of a first reply: ids of the messages before the line in the request. */
    public List<String> requestContext() {
        String ids = facts.get(Facts.REQUEST_CONTEXT);
        List<String> context = new ArrayList<>();
        if (ids != null) {
            JsonReader.of(ids).elements(id -> context.add(String.valueOf(id.string())));
        }
        return context;
    }

    /** Of a first reply: where the line began in the request; null for its first message, empty for no line at all. */
    public @Nullable String requestFrom() {
        return string(facts.get(Facts.REQUEST_FROM));
    }

    /** Of a first reply: what the request was written in; null for the format of chat completions. */
    public @Nullable String requestFormat() {
        return string(facts.get(Facts.FORMAT));
    }

    /** Of a first reply: whether a limit cut off the copy of the request. */
    public boolean isRequestTruncated() {
        return concernsRequest(Facts.TRUNCATED);
    }

    /** Of a first reply: whether the request was in a content coding that MES cannot undo. */
    public boolean isRequestUndecoded() {
        return concernsRequest(Facts.UNDECODED);
    }

    private boolean concernsRequest(String fact) {
        String bodies = string(facts.get(fact));
        return bodies != null && !bodies.equals("response");
    }

    /** Of a first reply: whether the body of the request was not JSON. */
    public boolean isRequestUnparsed() {
        return facts.containsKey(Facts.UNPARSED);
    }

    /** Of a first reply: the body of the request that was not JSON, as JSON string; null where it is the message's content. */
    public @Nullable String requestBody() {
        return facts.get(Facts.REQUEST_BODY);
    }

    private static @Nullable String string(@Nullable String json) {
        return json == null ? null : JsonReader.stringOf(json);
    }
}
