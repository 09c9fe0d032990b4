package io.mes.storage.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies what is taken for an address, a phone number, a card or a key, and what is not. */
final class NamedPatternsTest {

    private static String redact(String names, String text) {
        return Redactor.of(names).redact(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bob@example.com",
                "first.last+tag@mail.example.co.uk",
                "bob_99%x@sub-domain.example.museum",
                "jürgen@müller.de",
                "用户@例子.公司"
            })
    void shouldMaskAddresses(String address) {
        assertThat(redact("email", address)).isEqualTo("[email]");
        assertThat(redact("email", "<" + address + ">, (" + address + ")! mailto:" + address + "."))
                .isEqualTo("<[email]>, ([email])! mailto:[email].");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"@here", "a@b", "user@localhost", "3 @ 4.50", "@Override void a()", "git@", "a@.com", "x@1.2"})
    void shouldLeaveWhatIsNoAddress(String text) {
        assertThat(redact("email", text)).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+49 30 901820",
                "+1 (555) 123-4567",
                "+4915112345678",
                "+86 138 0013 8000",
                "(555) 123-4567",
                "555-123-4567",
                "555.123.4567",
                "1-555-123-4567",
                "13800138000",
                "138 0013 8000",
                "+33\u00A06\u00A012\u00A034\u00A056\u00A078",
                "+33\u202F6\u202F12\u202F34\u202F56\u202F78",
                "+49\u00A030\u2013901820",
                "(555)\u00A0123\u20114567"
            })
    void shouldMaskPhoneNumbers(String number) {
        assertThat(redact("phone", number)).isEqualTo("[phone]");
        assertThat(redact("phone", "Call " + number + ", or \"" + number + "\"."))
                .isEqualTo("Call [phone], or \"[phone]\".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1700000000",
                "2026-11-22",
                "2026-11-22 10:00:00",
                "192.168.100.1000",
                "12345678901234567890",
                "call_13800138000",
                "1,234,567.89",
                "+1",
                "Sun Nov 22 14:03:05 +0800 2026",
                "+0.12345678",
                "3.14159265358979",
                "01jd4x5t9s2f3v7h8k9m0n1p2q"
            })
    void shouldLeaveOtherNumbers(String text) {
        assertThat(redact("phone", text)).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111111",
                "4111 1111 1111 1111",
                "5500-0055-5555-5559",
                "378282246310005",
                "3782 822463 10005",
                "6011000990139424",
                "4222222222222",
                "4111\u00A01111\u00A01111\u00A01111",
                "4111\u202F1111\u202F1111\u202F1111",
                "4111\u20071111\u20071111\u20071111",
                "4111\u20091111\u20091111\u20091111",
                "5500\u20130055\u20135555\u20135559",
                "5500\u20110055\u20115555\u20115559",
                "5500\u22120055\u22125555\u22125559",
                "4111.1111.1111.1111",
                "3782.822463.10005",
                "3782\u00A0822463\u00A010005",
                "4111 - 1111 - 1111 - 1111",
                "4111 \u2013 1111 \u2013 1111 \u2013 1111",
                "4111  1111  1111  1111",
                "41111111 11111111",
                "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"
            })
    void shouldMaskCards(String number) {
        assertThat(redact("card", "Card: " + number + ".")).isEqualTo("Card: [card].");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111112",
                "1700000000000",
                "411111111111",
                "41111111111111111111111",
                "a4111111111111111",
                "4.111111111111111",
                "41.11111111111111",
                "1.4111.1111.1111.1111",
                "4111.1111.1111.1111.1",
                "4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1",
                "4111\n1111\n1111\n1111",
                "0.4111111111111111",
                "-3.4111111111111111e-5",
                "2026-10-27 - 2026-11-14",
                "2026-10-27 2026-11-14",
                "2026-02-09 19018",
                "2018 2019 2020 2021 2022 2023 2024 2025",
                "20260102 20260110 20260118 20260126",
                "7 50 6 54 83 62 64 96 37 49 15 59",
                "62 39 74 43 61 66 49 49 58 76 86 58"
            })
    void shouldLeaveNumbersThatNoCardHas(String text) {
        assertThat(redact("card", text)).isSameAs(text);
    }

    /** Of which a card with them would be none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111111",
                "4111 1111 1111 1111",
                "5500-0055-5555-5559",
                "378282246310005",
                "3782 822463 10005",
                "4222222222222",
                "6222021234567890128",
                "6222 0212 3456 7890 128"
            })
    void shouldMaskCardsBesideOtherNumbers(String number) {
        for (String beside : List.of(
                "2026-11-22 %s",
                "5 %s", "22 %s", "5000 %s", "%s 123", "%s 12/27", "%s 1227", "%s 2", "%s - 5000 - 12")) {
            assertThat(redact("card", beside.formatted(number))).isEqualTo(beside.formatted("[card]"));
        }
        assertThat(redact("card", number + " " + number)).isEqualTo("[card] [card]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-abcdefghijklmnop1234",
                "sk-proj-abc_DEF-1234567890",
                "sk-ant-api03-abcdefghijklmnop",
                "gsk_abcdefghijklmnop1234",
                "hf_abcdefghijklmnopqrst",
                "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
                "github_pat_11ABCDEFG0abcdefghijkl",
                "glpat-abcdefghijklmnopqrst",
                "xoxb-123456789012-abcdef",
                "AKIAIOSFODNN7EXAMPLE",
                "AIzaSyA1234567890abcdefghijklmnopqrstuvw",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc-DEF_123",
                "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----"
            })
    void shouldMaskKeys(String key) {
        assertThat(redact("api_key", key)).isEqualTo("[api_key]");
        assertThat(redact("api_key", "key=\"" + key + "\"")).isEqualTo("key=\"[api_key]\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer ",
                "bearer ",
                "BEARER ",
                "BeArEr ",
                "Bearer  ",
                "Bearer\t",
                "bearer \t \t  ",
                "Bearer\u00A0",
                "Bearer                "
            })
    void shouldMaskWhatABearerCarries(String bearer) {
        assertThat(redact("api_key", "Authorization: " + bearer + "abc.DEF-123~456/789=="))
                .isEqualTo("Authorization: " + bearer + "[api_key]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-short",
                "ask-abcdefghijklmnopqrstu",
                "risk-abcdefghijklmnopqr",
                "the bearer of bad news",
                "forbearer abcdefghijklmnopqrstuvw",
                "bearer\nabcdefghijklmnopqrstuvw"
            })
    void shouldLeaveWhatIsNoKey(String text) {
        assertThat(redact("api_key", text)).isSameAs(text);
    }

    @Tag("alone")
    @ParameterizedTest
    @ValueSource(strings = {"email", "phone", "card", "api_key"})
    void shouldTakeTimeInProportionToTheText(String name) {
        Redactor redactor = Redactor.of(name);
        for (String piece : new String[] {
            "a",
            "1",
            "a.",
            "1 ",
            "1-",
            "+1",
            "@",
            "a@",
            "a@b.",
            "sk-",
            "eyJ",
            "-",
            "(1",
            "-----BEGIN ",
            " ",
            " a",
            "bearer ",
            "4111.",
            "4 - ",
            "4 ",
            "42 ",
            "4111 ",
            "4  -"
        }) {
            String text = piece.repeat(1_000_000 / piece.length());
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> redactor.redact(text));
        }
    }

    /** Whose headers have hyphens. */
    @Test
    void shouldMaskEncryptedPrivateKeysWhole() {
        String key = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A\n\nMIIE\n"
                + "-----END RSA PRIVATE KEY-----";

        assertThat(Redactor.of("api_key").redact("<" + key + "> -" + "-x".repeat(100)))
                .isEqualTo("<[api_key]> -" + "-x".repeat(100));
    }
}
