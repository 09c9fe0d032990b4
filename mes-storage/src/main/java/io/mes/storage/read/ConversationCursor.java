package io.mes.storage.read;

import io.mes.storage.json.JsonText;
import io.mes.storage.query.InvalidQueryException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A place in a list of conversations: behind the one with this id that was last active at this second. */
record ConversationCursor(long updatedAt, String conversationId) {

    static @Nullable ConversationCursor parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            String decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int space = decoded.indexOf(' ');
            if (!JsonText.isStorable(decoded)) {
                throw new IllegalArgumentException("No id");
            }
            return new ConversationCursor(Long.parseLong(decoded.substring(0, space)), decoded.substring(space + 1));
        } catch (IllegalArgumentException | IndexOutOfBoundsException notOurs) {
            throw new InvalidQueryException("after", "after must be the \"next\" of an earlier page");
        }
    }

    @Override
    public String toString() {
        byte[] bytes = (updatedAt + " " + conversationId).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
