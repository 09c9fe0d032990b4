package io.mes.storage.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Verifies the digest by the example of FIPS 180-4 (appendix B.1), for what is stored is recognised by it for years. */
final class Sha256Test {

    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void shouldDigestAText() {
        assertThat(HexFormat.of().formatHex(Sha256.of("abc"))).isEqualTo(ABC);
        assertThat(Sha256.first64(Sha256.of("abc"))).isEqualTo(0xba7816bf8f01cfeaL);
    }

    @Test
    void shouldBeginAnewEachTime() {
        MessageDigest first = Sha256.begin();
        first.update("abc".getBytes(StandardCharsets.UTF_8));

        assertThat(Sha256.begin().digest("abc".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(first.digest());
    }
}
