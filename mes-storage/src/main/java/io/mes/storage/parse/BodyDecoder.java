package io.mes.storage.parse;

import io.mes.storage.chat.Captured;
import io.mes.storage.exchange.Body;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Bytes of a body to its text: content codings undone within a bound, then UTF-8. Thread-safe. */
final class BodyDecoder {

    /** Codings upon each other beyond which a body is not decoded; each may cost as much as the bound allows. */
    private static final int MAX_CODINGS = 4;

    private static final Set<String> KNOWN = Set.of("identity", "gzip", "x-gzip", "deflate");

    private final int maxBytes;

    /** The text of a body, and how much of it that is. */
    record Decoded(String text, Captured captured) {}

    BodyDecoder(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * The text of a body, as far as it can be decoded: a broken or cut-off coding yields what came before the break,
     * an unknown one the empty text. Malformed UTF-8 becomes U+FFFD, and a byte order mark is dropped.
     */
    Decoded decode(Body body, @Nullable String encoding) {
        byte[] bytes = body.toByteArray();
        boolean truncated = body.truncated();
        if (encoding != null && !encoding.isBlank()) {
            List<String> codings = codings(encoding);
            if (codings.size() > MAX_CODINGS || !KNOWN.containsAll(codings)) {
                String undecoded = bytes.length == 0 ? null : encoding;
                return new Decoded("", new Captured(truncated, undecoded));
            }
            for (int i = codings.size() - 1; i >= 0; i--) {
                bytes = undo(codings.get(i), bytes);
                truncated |= bytes.length == maxBytes && !codings.get(i).equals("identity");
            }
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return new Decoded(text.startsWith("\uFEFF") ? text.substring(1) : text, new Captured(truncated, null));
    }

    private static List<String> codings(String encoding) {
        return Arrays.stream(encoding.toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty())
                .toList();
    }

    private byte[] undo(String coding, byte[] bytes) {
        return switch (coding) {
            case "gzip", "x-gzip" -> readAll(bytes, GZIPInputStream::new);
            case "deflate" -> readAll(bytes, in -> new InflaterInputStream(in, new Inflater(isRawDeflate(bytes))));
            default -> bytes;
        };
    }

    /** HTTP's "deflate" is the zlib format (RFC 9110, 8.4.1.2), but some servers send the bare stream. */
    private static boolean isRawDeflate(byte[] bytes) {
        return bytes.length < 2 || (bytes[0] & 0x0F) != 8 || (((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF)) % 31 != 0;
    }

    private byte[] readAll(byte[] bytes, Coding coding) {
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) Math.min(maxBytes, bytes.length * 4L + 64));
        byte[] buffer = new byte[8192];
        try (InputStream in = coding.open(new ByteArrayInputStream(bytes))) {
            int count;
            while (out.size() < maxBytes && (count = in.read(buffer)) >= 0) {
                out.write(buffer, 0, Math.min(count, maxBytes - out.size()));
            }
        } catch (IOException brokenOff) {
            // What was decoded until here is all there is.
        }
        return out.toByteArray();
    }

    private interface Coding {
        InputStream open(InputStream in) throws IOException;
    }
}
