package io.mes.filter.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifies which completion an address names. */
final class CompletionPathTest {

    /** What cannot be decoded, or asked of a database, is no other completion's id either. */
    @ParameterizedTest
    @CsvSource({"chatcmpl-1, chatcmpl-1", "a%2Fb+%2B, a/b++", "a%zzb, a%zzb", "a%, a%", "a%00b, a%00b"})
    void shouldDecodeIds(String sent, String id) {
        assertThat(CompletionPath.of("GET", "/v1/chat/completions/" + sent)).hasValue(new CompletionPath(id, false));
        assertThat(CompletionPath.of("GET", "/v1/chat/completions/" + sent + "/messages"))
                .hasValue(new CompletionPath(id, true));
    }
}
