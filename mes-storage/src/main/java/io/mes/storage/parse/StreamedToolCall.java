package io.mes.storage.parse;

import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonText;
import org.jspecify.annotations.Nullable;

/** One tool call of a streamed choice, growing piece by piece. */
final class StreamedToolCall {

    private final int index;
    private @Nullable String id;
    private @Nullable String type;
    private String name = "";
    private final StreamedText arguments = new StreamedText();
    private final ObjectEnd end = new ObjectEnd();
    private final StreamedFields functionFields = new StreamedFields();
    private boolean custom;
    private final StreamedText input = new StreamedText();
    private final StreamedFields fields = new StreamedFields();

    StreamedToolCall(int index) {
        this.index = index;
    }

    int index() {
        return index;
    }

    /** The id, as soon as one that says something was sent. */
    @Nullable
    String id() {
        return id == null || id.isEmpty() ? null : id;
    }

    String name() {
        return name;
    }

    /** Whether the arguments so far are a whole object. */
    boolean hasWholeArguments() {
        return end.reached();
    }

    /** Takes in a field of a piece. */
    void field(String field, JsonReader value) {
        switch (field) {
            case "index" -> {
                // Placed by it already.
            }
            case "id" -> {
                if (id() == null && value.isString()) {
                    id = value.string();
                }
            }
            case "type" -> type = ResponseBuilder.lastSaid(type, value.string());
            case "function" -> value.fields(this::functionField);
            case "custom" -> {
                custom = true;
                value.fields(this::customField);
            }
            default -> fields.add(field, value);
        }
    }

    /** Takes in a field of the {@code function} object. */
    void functionField(String field, JsonReader value) {
        if (field.equals("name")) {
            name(value.string());
        } else if (field.equals("arguments")) {
            String piece = value.isObject() ? value.raw() : value.string();
            if (piece != null) {
                arguments.add(piece);
                end.add(piece);
            }
        } else {
            functionFields.add(field, value);
        }
    }

    private void customField(String field, JsonReader value) {
        if (field.equals("name")) {
            name(value.string());
        } else if (field.equals("input")) {
            input.add(value);
        }
    }

    /** A name comes once, or in pieces, or whole on every chunk. */
    private void name(@Nullable String piece) {
        if (piece == null || piece.equals(name)) {
            return;
        }
        name = piece.startsWith(name) ? piece : name + piece;
    }

    String toJson() {
        JsonObjectWriter call = new JsonObjectWriter()
                .string("id", id)
                .string("type", type != null ? type : custom ? "custom" : "function")
                .raw(custom ? "custom" : "function", custom ? customJson() : functionJson());
        fields.toMap().forEach(call::raw);
        return call.toString();
    }

    /** The {@code function} object, which is also what the legacy {@code function_call} holds. */
    String functionJson() {
        String text = arguments.text();
        JsonObjectWriter function =
                new JsonObjectWriter().string("name", name).string("arguments", text == null ? "" : text);
        functionFields.toMap().forEach(function::raw);
        return function.toString();
    }

    private String customJson() {
        return new JsonObjectWriter()
                .string("name", name)
                .raw("input", JsonText.quote(input.text()))
                .toString();
    }
}
