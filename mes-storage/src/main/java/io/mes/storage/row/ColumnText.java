package io.mes.storage.row;

import io.mes.storage.json.JsonText;
import org.jspecify.annotations.Nullable;

/** How many characters columns hold, and how texts are made to fit them. */
public final class ColumnText {

    /** Of the column {@code role}. */
    public static final int ROLE = 20;

    /** Of the column {@code model_name}. */
    public static final int MODEL = 255;

    /** Of the column {@code finish_reason}. */
    public static final int FINISH_REASON = 50;

    /** Of the column {@code ip}. */
    public static final int IP = 45;

    static final int TITLE = 100;

    private ColumnText() {}

    /** The text itself if the column can hold it, else as much of it as fits, with U+FFFD for what no column can hold. */
    static String fit(@Nullable String text, int maxLength) {
        if (text == null) {
            return "";
        }
        String fitting = JsonText.isStorable(text) ? text : storable(text);
        if (fitting.length() <= maxLength) {
            return fitting;
        }
        boolean splitsPair = Character.isHighSurrogate(fitting.charAt(maxLength - 1));
        return fitting.substring(0, splitsPair ? maxLength - 1 : maxLength);
    }

    /** Like {@link #fit}, with null for null. */
    static @Nullable String fitOrNull(@Nullable String text, int maxLength) {
        return text == null ? null : fit(text, maxLength);
    }

    private static String storable(String text) {
        StringBuilder storable = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? 0xFFFD : c)
                .forEach(storable::appendCodePoint);
        return storable.toString();
    }
}
