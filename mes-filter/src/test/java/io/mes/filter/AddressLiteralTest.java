package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies which texts are addresses, and that they are those that the JDK reads. */
final class AddressLiteralTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "1.2.3.4",
                "127.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "1::",
                "2001:db8::1",
                "2001:DB8::1",
                "2001:db8:0:0:0:0:0:1",
                "0:0:0:0:0:0:0:1",
                "1:2:3:4:5:6:7::",
                "::2:3:4:5:6:7:8",
                "1:2:3:4:5:6:1.2.3.4",
                "::ffff:1.2.3.4",
                "::FFFF:102:304",
                "::1.2.3.4",
                "64:ff9b::1.2.3.4"
            })
    void shouldReadWhatTheJdkReads(String text) throws UnknownHostException {
        assertThat(AddressLiteral.parse(text))
                .isEqualTo(InetAddress.getByName(text).getAddress());
    }

    @Test
    void shouldReadEveryAddressAsTheJdkWritesIt() throws UnknownHostException {
        Random random = new Random(7);
        for (int run = 0; run < 2000; run++) {
            byte[] address = new byte[run % 2 == 0 ? 4 : 16];
            random.nextBytes(address);
            String text = InetAddress.getByAddress(address).getHostAddress();

            assertThat(AddressLiteral.parse(text)).as(text).isEqualTo(address);
        }
    }

    @Test
    void shouldLookNoFurtherThanAZone() {
        assertThat(AddressLiteral.parse("fe80::1%eth0")).isEqualTo(AddressLiteral.parse("fe80::1"));
        assertThat(AddressLiteral.parse("fe80::1%3")).isEqualTo(AddressLiteral.parse("fe80::1"));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "999.1.1.1",
                "256.1.1.1",
                "1.1.1.256",
                "1.1.1.999",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "1.2.3.4.",
                "010.1.1.1",
                "1.2.3.04",
                "00.0.0.0",
                "-1.2.3.4",
                "+1.2.3.4",
                "1.2.3.4 ",
                "0x7f.0.0.1",
                "2130706433",
                "1.2.3.4%eth0",
                "١.٢.٣.٤",
                ":",
                ":::",
                "1:2",
                ":1",
                "1:",
                ":1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1::2::3",
                "1:::2",
                "12345::",
                "g::",
                "::g",
                "::-1",
                "::+1",
                "%1::",
                "::%",
                "::1%",
                "::1%a b",
                "::1%a%b",
                ".::1",
                "::1.2.3",
                "::999.1.1.1",
                "1.2.3.4::",
                "1.2.3.4:5:6:7:8:9:10",
                "1:2:3:4:5:6:7:1.2.3.4",
                "[::1]",
                "localhost",
                "evil.example",
                "unknown",
                "_hidden",
                "a:b.example",
                "face",
                "f.f.f.f",
                "\u0000",
                "::1\u0000"
            })
    void shouldReadNothingElse(String text) {
        assertThat(AddressLiteral.parse(text)).isNull();
    }

    @Test
    void shouldReadLongTextsWithoutDelay() {
        assertThat(AddressLiteral.parse(":1".repeat(100_000))).isNull();
        assertThat(AddressLiteral.parse("1.".repeat(100_000))).isNull();
    }
}
