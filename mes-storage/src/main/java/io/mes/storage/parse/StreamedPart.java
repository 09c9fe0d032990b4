package io.mes.storage.parse;

import io.mes.storage.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One part of the content or summary of a streamed item. */
final class StreamedPart {

    private String type;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final List<String> annotations = new ArrayList<>();

    StreamedPart(String type) {
        this.type = type;
    }

    /** Takes in the part as it is at its beginning or end. */
    void set(String json) {
        RawFields part = RawFields.of(json);
        fields.putAll(part.without("type", "text", "refusal"));
        String named = part.string("type");
        type = named == null ? type : named;
        String said = part.string(textName());
        if (said != null && !said.isEmpty()) {
            add(said, true);
        }
    }

    /** Takes in a piece of the text, or the whole of it. */
    void add(String piece, boolean whole) {
        if (whole) {
            text.setLength(0);
        }
        text.append(piece);
    }

    void annotation(String json) {
        annotations.add(json);
    }

    private String textName() {
        return type.equals("refusal") ? "refusal" : "text";
    }

    String toJson() {
        Map<String, String> part = new LinkedHashMap<>();
        part.put("type", JsonText.quote(type));
        part.put(textName(), JsonText.quote(text.toString()));
        part.putAll(fields);
        if (!annotations.isEmpty()) {
            part.put("annotations", "[" + String.join(",", annotations) + "]");
        }
        return JsonText.object(part);
    }
}
