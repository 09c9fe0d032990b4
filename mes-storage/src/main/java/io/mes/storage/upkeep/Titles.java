package io.mes.storage.upkeep;

import io.mes.storage.row.Title;
import org.jspecify.annotations.Nullable;

/** Titles from what is stored. */
final class Titles {

    /** Characters of a content that are enough for a title. */
    static final int ENOUGH = 2_000;

    private Titles() {}

    /** The title that a stored message gives; empty if it is no user's or says nothing in words. */
    static String of(@Nullable String role, @Nullable String content) {
        return "user".equals(role) && content != null ? Title.ofStored(content) : "";
    }
}
