package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that no way of writing a path keeps a request out of the record. */
final class RequestPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/chat/completions",
                "/v1/chat/completions/",
                "/v1//chat///completions",
                "/v1/chat/complet%69ons",
                "/v1/chat%2fcompletions",
                "/v1/chat%5Ccompletions",
                "/v1/chat/./completions",
                "/v1/chat/completions/.",
                "/v1/x/../chat/completions",
                "/v1/%2e%2e/v1/chat/completions",
                "/v1;x=1/chat;y/completions;z",
                "/v1/chat/completions%20",
                "/v1/chat/completions%3bx",
                "/v1/Chat/COMPLETIONS",
                "/V1/chat/complet%49ons",
                "/../v1/chat/completions"
            })
    void shouldBringEveryFormOfAPathToOne(String uri) {
        assertThat(RequestPath.canonical(uri)).isEqualTo("/v1/chat/completions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1/a+b", "/v1/%zz", "/v1/chat/completions2"})
    void shouldLeaveOtherPathsOthers(String uri) {
        assertThat(RequestPath.canonical(uri)).startsWith("/").isNotEqualTo("/v1/chat/completions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/a+b", "/v1/%zz/x"})
    void shouldKeepWhatIsNoEscape(String uri) {
        assertThat(RequestPath.canonical(uri)).isEqualTo(uri);
    }
}
