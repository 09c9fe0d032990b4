package io.mes.storage.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifies how the setting is read. */
final class RedactSettingTest {

    @Test
    void shouldTakeSeveralNames() {
        assertThat(Redactor.of(" email , CARD,").redact("a@b.cc pays by 4111111111111111"))
                .isEqualTo("[email] pays by [card]");
    }

    @Test
    void shouldTakeAnExpression() {
        assertThat(Redactor.of("EMP-\\d{4,6}").redact("EMP-12345 and EMP-1")).isEqualTo("[redacted] and EMP-1");
    }

    @Test
    void shouldTakeAnExpressionWithCommasBehindNames() {
        assertThat(Redactor.of("email,EMP-\\d{4,6}|x{2,}").redact("a@b.cc EMP-12345 xxx"))
                .isEqualTo("[email] [redacted] [redacted]");
    }

    /** As the log has it, in which one sees that a file of properties has taken a backslash. */
    @Test
    void shouldSayWhatIsMasked() {
        assertThat(new Redaction(Redactor.of("CARD, email,EMP-\\d{4,6}")).description())
                .isEqualTo("card, email, the expression EMP-\\d{4,6}");
        assertThat(new Redaction(Redactor.of("card").andThen(new OwnRedactor("secret"))).description())
                .isEqualTo("card, " + OwnRedactor.class.getName());
        assertThat(new Redaction(null).description()).isEqualTo("nothing");
    }

    /** An application's, which says more of itself than a log should have. */
    private record OwnRedactor(String word) implements Redactor {

        @Override
        public String redact(String text) {
            return text.replace(word, "");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "emial;there is no pattern \"emial\"; the names are email, phone, card, api_key",
                "email,telephone;there is no pattern \"telephone\"",
                "' ';it names nothing",
                "',';there is no pattern \"\"",
                "(unclosed;\"(unclosed\" is neither one of email, phone, card, api_key nor a regular expression: Unclosed group",
                "a*|b*;the regular expression a*|b* matches the empty text"
            })
    void shouldRefuse(String setting, String message) {
        assertThatThrownBy(() -> Redactor.of(setting))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
