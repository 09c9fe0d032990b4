package io.mes.storage.digest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which every Java platform has. Thread-safe. */
public final class Sha256 {

    private static final MessageDigest UNUSED = create();

    private Sha256() {}

    /** A digest of nothing, for what comes in pieces. A copy costs less than looking for a provider. */
    public static MessageDigest begin() {
        try {
            return (MessageDigest) UNUSED.clone();
        } catch (CloneNotSupportedException e) {
            return create();
        }
    }

    /** The digest of a text in UTF-8. */
    public static byte[] of(String text) {
        return begin().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The first 64 bits of a digest. */
    public static long first64(byte[] digest) {
        return ByteBuffer.wrap(digest).getLong();
    }

    private static MessageDigest create() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform must have SHA-256", e);
        }
    }
}
