package io.mes.storage.conversation;

import java.util.List;

/** Keeps states small: of what is remembered in order, the oldest is forgotten first. */
final class Newest {

    private Newest() {}

    /** The last elements, as many as may be kept. */
    static <T> List<T> of(List<T> all, int most) {
        return List.copyOf(all.subList(Math.max(0, all.size() - most), all.size()));
    }
}
