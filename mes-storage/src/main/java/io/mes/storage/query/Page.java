package io.mes.storage.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of a longer list.
 *
 * @param items what was asked for, in order
 * @param next where the list goes on; null at its end
 */
public record Page<T>(List<T> items, @Nullable String next) {

    /** Copies the items. */
    public Page {
        items = List.copyOf(items);
    }
}
