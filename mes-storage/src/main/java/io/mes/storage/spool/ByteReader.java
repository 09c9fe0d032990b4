package io.mes.storage.spool;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link ByteWriter} wrote. Believes no length that the bytes cannot hold. Not thread-safe. */
final class ByteReader {

    private static final int NUMBER_BITS = 64;

    private final ByteBuffer bytes;

    ByteReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /** One of a list. */
    interface Element<T> {
        T read(ByteReader reader) throws UndecodableChatException;
    }

    private void require(long count, String what) throws UndecodableChatException {
        if (count < 0 || count > bytes.remaining()) {
            throw damaged(what + " of " + count + " where " + bytes.remaining() + " bytes are left");
        }
    }

    /** What to throw when something else stands here than can be. */
    UndecodableChatException damaged(String finding) {
        return new UndecodableChatException(
                "The bytes of a spooled chat are damaged before byte " + bytes.position() + ": " + finding);
    }

    int octet() throws UndecodableChatException {
        require(1, "a value");
        return bytes.get() & 0xFF;
    }

    boolean flag() throws UndecodableChatException {
        int value = octet();
        if (value > 1) {
            throw damaged("a truth value of " + value);
        }
        return value == 1;
    }

    long number() throws UndecodableChatException {
        long value = 0;
        for (int shift = 0; shift < NUMBER_BITS; shift += 7) {
            int octet = octet();
            value |= (octet & 0x7FL) << shift;
            if (octet < 0x80) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw damaged("a number without an end");
    }

    int integer() throws UndecodableChatException {
        long value = number();
        if (value != (int) value) {
            throw damaged("a number of " + value);
        }
        return (int) value;
    }

    long fixed() throws UndecodableChatException {
        require(Long.BYTES, "a number");
        return bytes.getLong();
    }

    @Nullable
    String text() throws UndecodableChatException {
        int code = octet();
        if (code == 0) {
            return null;
        }
        TextForm form = TextForm.ofCode(code);
        if (form == null) {
            throw damaged("a text of form " + code);
        }
        long length = number();
        require(length, "a text");
        if (form == TextForm.LATIN_1) {
            return latin1((int) length);
        }
        ByteBuffer slice = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        return form.decode(slice);
    }

    /** Nearly all texts are, and so are copied once only. */
    private String latin1(int length) {
        int start = bytes.position();
        bytes.position(bytes.position() + length);
        return new String(bytes.array(), start, length, StandardCharsets.ISO_8859_1);
    }

    String presentText() throws UndecodableChatException {
        String text = text();
        if (text == null) {
            throw damaged("no text where one must be");
        }
        return text;
    }

    /** In the order in which they were written. */
    Map<String, String> texts() throws UndecodableChatException {
        long count = number();
        require(count, "a list");
        Map<String, String> values = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            values.put(presentText(), presentText());
        }
        return Collections.unmodifiableMap(values);
    }

    <T> List<T> list(Element<T> element) throws UndecodableChatException {
        long count = number();
        require(count, "a list");
        List<T> elements = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            elements.add(element.read(this));
        }
        return Collections.unmodifiableList(elements);
    }

    /** An enum's constant by its name, which stays when others are put before it. */
    <E extends Enum<E>> E constant(Class<E> type) throws UndecodableChatException {
        String name = presentText();
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw damaged("a " + type.getSimpleName() + " that is not known");
    }

    void end() throws UndecodableChatException {
        if (bytes.hasRemaining()) {
            throw damaged(bytes.remaining() + " bytes too many");
        }
    }
}
