package io.mes.storage.chat;

import org.jspecify.annotations.Nullable;

/**
 * How much of a body there was to read.
 *
 * @param truncated whether a limit cut it off, when it was copied or when it was decoded
 * @param undecoded its Content-Encoding where MES cannot undo that, so that nothing could be read; else null
 */
public record Captured(boolean truncated, @Nullable String undecoded) {

    /** All of it. */
    public static final Captured WHOLE = new Captured(false, null);
}
