package io.mes.storage.parse;

import io.mes.storage.chat.Captured;
import io.mes.storage.exchange.Body;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bytes of a body to its text: content codings undone within a bound, then UTF-8. Thread-safe. */
final class BodyDecoder {

    /** Codings upon each other beyond which a body is not decoded; each may cost as much as the bound allows. */
    private static final int MAX_CODINGS = 4;

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
            List<Optional<ContentCoding>> codings = codings(encoding);
            if (codings.size() > MAX_CODINGS || codings.stream().anyMatch(Optional::isEmpty)) {
                String undecoded = bytes.length == 0 ? null : encoding;
                return new Decoded("", new Captured(truncated, undecoded));
            }
            for (int i = codings.size() - 1; i >= 0; i--) {
                ContentCoding coding = codings.get(i).orElseThrow();
                if (coding != ContentCoding.IDENTITY) {
                    bytes = readAll(bytes, coding);
                    truncated |= bytes.length == maxBytes;
                }
            }
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return new Decoded(text.startsWith("\uFEFF") ? text.substring(1) : text, new Captured(truncated, null));
    }

    private static List<Optional<ContentCoding>> codings(String encoding) {
        return Arrays.stream(encoding.split(","))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty())
                .map(ContentCoding::of)
                .toList();
    }

    private byte[] readAll(byte[] bytes, ContentCoding coding) {
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) Math.min(maxBytes, bytes.length * 4L + 64));
        byte[] buffer = new byte[8192];
        try (InputStream in = coding.open(bytes)) {
            int count;
            while (out.size() < maxBytes && (count = in.read(buffer)) >= 0) {
                out.write(buffer, 0, Math.min(count, maxBytes - out.size()));
            }
        } catch (IOException brokenOff) {
            // What was decoded until here is all there is.
        }
        return out.toByteArray();
    }
}
