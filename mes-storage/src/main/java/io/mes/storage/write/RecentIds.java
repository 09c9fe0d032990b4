package io.mes.storage.write;

import java.util.LinkedHashSet;
import java.util.Set;

/** The newest of many ids. Not thread-safe. */
final class RecentIds {

    private final int most;
    private final Set<String> ids = new LinkedHashSet<>();

    RecentIds(int most) {
        this.most = most;
    }

    void add(String id) {
        ids.add(id);
        if (ids.size() > most) {
            ids.remove(ids.iterator().next());
        }
    }

    boolean contains(String id) {
        return ids.contains(id);
    }
}
