package io.mes.storage.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that values are masked wherever they stand in JSON, and that all else stays as it is written. */
final class JsonRedactorTest {

    private final JsonRedactor redactor = new JsonRedactor(Redactor.of("email,card"));

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "\"a@b.cc\";\"[email]\"",
                "{ \"x\" : [ 1 , \"<a@b.cc>\" ] , \"y\":1e2 };{ \"x\" : [ 1 , \"<[email]>\" ] , \"y\":1e2 }",
                "\"a\\u0040b.cc \\\"q\\\"\";\"[email] \\\"q\\\"\"",
                "{\"n\":4111111111111111,\"m\":-1.50};{\"n\":\"[card]\",\"m\":-1.50}",
                "{\"arguments\":\"{\\\"to\\\": \\\"a@b.cc\\\"}\"};{\"arguments\":\"{\\\"to\\\": \\\"[email]\\\"}\"}",
                "{\"arguments\":\"{\\\"to\\\":\\\"a\\\\u0040b.cc\\\"}\"};{\"arguments\":\"{\\\"to\\\":\\\"[email]\\\"}\"}",
                "{\"arguments\":\" {\\\"n\\\":\\\"\\\\n4111111111111111\\\"}\"};{\"arguments\":\" {\\\"n\\\":\\\"\\\\n[card]\\\"}\"}",
                "{\"a@b.cc\":true};{\"a@b.cc\":true}",
                "no JSON, but a@b.cc;no JSON, but [email]"
            })
    void shouldMask(String json, String expected) {
        assertThat(redactor.redact(json)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "{\"n\":\"\\n4111111111111111\"};{\"n\":\"\\n[card]\"}",
                "~ [\"\\t4111111111111111\"]~;~ [\"\\t[card]\"]~",
                "\"a\\u0040b.cc\";\"[email]\"",
                "{\"n\":\"\\n4111111111111111;{\"n\":\"\\n[card]\"}",
                "{\"n\":\"x;{\"n\":\"x",
                "{\"a@b.cc\":1};{\"[email]\":1}",
                "{curly 4111111111111111};{curly [card]}"
            })
    void shouldMaskTextsThatAreJson(String text, String expected) {
        assertThat(redactor.redactText(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "[]", "{}", "\"\\u00e4\\/\"", "{ \"a\" : [ 1.0 ] }", "\"{broken\""})
    void shouldLeaveEverythingElseAlone(String json) {
        assertThat(redactor.redact(json)).isSameAs(json);
    }

    @Test
    void shouldSpareFieldsOfTheOutermostObjectOnly() {
        assertThat(redactor.redact("{\"id\":\"a@b.cc\",\"x\":{\"id\":\"a@b.cc\"}}", Set.of("id")))
                .isEqualTo("{\"id\":\"a@b.cc\",\"x\":{\"id\":\"[email]\"}}");
    }
}
