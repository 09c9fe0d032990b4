package io.mes.storage.spool;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes values behind each other into a growing array, in the form that {@link ByteReader} reads. Not thread-safe.
 *
 * <p>Numbers are written seven bits a byte, the lowest first, zigzag, so that small ones of either sign are short.
 */
final class ByteWriter {

    private static final int MAX_NUMBER_BYTES = 10;

    private byte[] bytes;
    private int size;

    ByteWriter(int expectedBytes) {
        this.bytes = new byte[Math.max(expectedBytes, 64)];
    }

    /** Makes room behind what is written; returns where it begins. */
    private int grow(int count) {
        int start = size;
        int needed = Math.addExact(size, count);
        if (needed > bytes.length) {
            long roomy = Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8);
            bytes = Arrays.copyOf(bytes, (int) Math.max(needed, roomy));
        }
        size = needed;
        return start;
    }

    ByteWriter octet(int value) {
        int position = grow(1);
        bytes[position] = (byte) value;
        return this;
    }

    ByteWriter flag(boolean value) {
        return octet(value ? 1 : 0);
    }

    ByteWriter number(long value) {
        long rest = (value << 1) ^ (value >> 63);
        int position = grow(MAX_NUMBER_BYTES);
        while ((rest & ~0x7FL) != 0) {
            bytes[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[position++] = (byte) rest;
        size = position;
        return this;
    }

    /** All 64 bits, for what is as good as random. */
    ByteWriter fixed(long value) {
        int start = grow(Long.BYTES);
        ByteBuffer.wrap(bytes).putLong(start, value);
        return this;
    }

    ByteWriter text(@Nullable String value) {
        if (value == null) {
            return octet(0);
        }
        TextForm form = TextForm.of(value);
        byte[] encoded = form.encode(value);
        octet(form.code()).number(encoded.length);
        int start = grow(encoded.length);
        System.arraycopy(encoded, 0, bytes, start, encoded.length);
        return this;
    }

    ByteWriter texts(Map<String, String> values) {
        number(values.size());
        values.forEach((name, value) -> text(name).text(value));
        return this;
    }

    /** Overwrites four bytes that were written before. */
    void patch(int position, int value) {
        ByteBuffer.wrap(bytes).putInt(position, value);
    }

    int size() {
        return size;
    }

    /** The array that is written to, of which {@link #size} bytes are filled. */
    byte[] array() {
        return bytes;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }
}
