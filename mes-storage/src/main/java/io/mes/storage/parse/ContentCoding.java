package io.mes.storage.parse;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.brotli.dec.BrotliInputStream;

/** A content coding of HTTP that can be undone (<a href="https://www.rfc-editor.org/rfc/rfc9110#name-content-codings">RFC 9110</a>). */
enum ContentCoding {
    IDENTITY {
        @Override
        InputStream open(byte[] coded) {
            return new ByteArrayInputStream(coded);
        }
    },
    GZIP {
        @Override
        InputStream open(byte[] coded) throws IOException {
            return new GZIPInputStream(new ByteArrayInputStream(coded));
        }
    },
    DEFLATE {
        @Override
        InputStream open(byte[] coded) {
            return new InflaterInputStream(new ByteArrayInputStream(coded), new Inflater(isRawDeflate(coded)));
        }
    },
    BR {
        @Override
        InputStream open(byte[] coded) throws IOException {
            return new BrotliInputStream(new ByteArrayInputStream(coded));
        }
    },
    ZSTD {
        @Override
        InputStream open(byte[] coded) throws IOException {
            ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(coded));
            // More than this no sender may demand of us, https://www.rfc-editor.org/rfc/rfc9659
            in.setLongMax(MAX_ZSTD_WINDOW_LOG);
            in.setContinuous(true);
            return in;
        }
    };

    private static final int MAX_ZSTD_WINDOW_LOG = 23;
    private static final boolean ZSTD_PRESENT = isPresent("com.github.luben.zstd.ZstdInputStream");

    /** The coded bytes, decoded as they are read. */
    abstract InputStream open(byte[] coded) throws IOException;

    /** The coding of a name; empty if it is unknown or its library is missing. */
    static Optional<ContentCoding> of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "identity" -> Optional.of(IDENTITY);
            case "gzip", "x-gzip" -> Optional.of(GZIP);
            case "deflate" -> Optional.of(DEFLATE);
            case "br" -> Optional.of(BR);
            case "zstd" -> ZSTD_PRESENT ? Optional.of(ZSTD) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean isPresent(String className) {
        try {
            Class.forName(className, false, ContentCoding.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    /** HTTP's "deflate" is the zlib format, but some servers send the bare stream. */
    private static boolean isRawDeflate(byte[] bytes) {
        return bytes.length < 2 || (bytes[0] & 0x0F) != 8 || (((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF)) % 31 != 0;
    }
}
