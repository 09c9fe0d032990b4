package io.mes.storage.conversation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The known messages outside a conversation's line, in order of use. */
final class ContextLinks {

    private final List<Link> links;
    private final List<Link> tail;

    ContextLinks(ConversationState state) {
        this.links = new ArrayList<>(state.context());
        this.tail = state.tail();
    }

    /** The id of a known message with this hash, on the line or outside; null if there is none. */
    @Nullable
    String use(long hash) {
        for (int i = links.size() - 1; i >= 0; i--) {
            if (links.get(i).hash() == hash) {
                Link link = links.remove(i);
                links.add(link);
                return link.messageId();
            }
        }
        for (Link link : tail) {
            if (link.hash() == hash) {
                return link.messageId();
            }
        }
        return null;
    }

    void add(Link link) {
        links.add(link);
    }

    /** The most recently used ones. */
    List<Link> links() {
        return Newest.of(links, ConversationState.MAX_CONTEXT);
    }
}
