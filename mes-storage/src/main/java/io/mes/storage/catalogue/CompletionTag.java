package io.mes.storage.catalogue;

import io.mes.storage.digest.Sha256;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonSyntaxException;
import io.mes.storage.query.Limits;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By what completions are found: 64 bits that stand for all of a user's, for an id, for a model, or for a name in the metadata
 * together with its value. Two of these may, very rarely, have the same. Those of ids are negative, for they outlast a deletion.
 * Stateless; safe on any thread.
 */
public final class CompletionTag {

    /** What every completion has. */
    public static final long ALL = 0;

    /** No id of an upstream. */
    public static final long NONE = 0;

    /** What can stand in the path of an address as it is. */
    private static final Pattern USABLE_ID = Pattern.compile("(?!\\.{1,2}\\z)[A-Za-z0-9._~:-]{1,255}");

    private CompletionTag() {}

    /**
     * Everything by which a completion is found.
     *
     * @param model the model that was asked
     * @param answered the model that has answered; null where none is known
     * @param responseTag see {@link #ofResponseId}
     * @param metadata a JSON object; null for none
     */
    public static Set<Long> all(String model, @Nullable String answered, long responseTag, @Nullable String metadata) {
        Set<Long> tags = new LinkedHashSet<>();
        tags.add(ALL);
        // The same as all, where there is none.
        tags.add(responseTag);
        tags.add(ofModel(model));
        if (answered != null) {
            tags.add(ofModel(answered));
        }
        tags.addAll(ofMetadata(metadata));
        return tags;
    }

    /** Of the id that an upstream gave an answer; {@link #NONE} if a completion cannot be called by that. */
    public static long ofResponseId(@Nullable String id) {
        return id != null && USABLE_ID.matcher(id).matches() ? -ofText("id", id, "") : NONE;
    }

    /** Of a model that was asked or has answered. */
    public static long ofModel(String model) {
        return ofText("model", model.stripTrailing(), "");
    }

    /** Of a name and its value in the metadata. */
    public static long ofMetadata(String name, String value) {
        return ofText("metadata", name, value);
    }

    /**
     * Of what a metadata object says, as far as OpenAI allows it to say something: of the first 16 names. Values that are no
     * text, which others allow, count as they are written.
     */
    public static Set<Long> ofMetadata(@Nullable String json) {
        Set<Long> tags = new LinkedHashSet<>();
        try {
            if (json != null) {
                JsonReader.of(json).fields((name, value) -> add(tags, name, value));
            }
        } catch (JsonSyntaxException broken) {
            // An application's redactor may have made it so; what is found by less is kept all the same.
        }
        return tags;
    }

    private static void add(Set<Long> tags, String name, JsonReader value) {
        if (tags.size() < Limits.MAX_METADATA) {
            String text = value.string();
            tags.add(ofMetadata(name, text != null ? text : value.raw()));
        }
    }

    /** The lengths keep a name that ends like a value from being another one. */
    private static long ofText(String kind, String first, String second) {
        byte[] digest = Sha256.of(kind + ' ' + first.length() + ' ' + first + second);
        return Math.max(1, Sha256.first64(digest) & Long.MAX_VALUE);
    }
}
