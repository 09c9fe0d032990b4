package io.mes.storage.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifies that log probabilities of a stream are those of the same answer in one piece. */
final class StreamedLogprobsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"content\":[1],\"refusal\":null} | {\"content\":[2],\"refusal\":null}"
                        + " | {\"content\":[1,2],\"refusal\":null}",
                "{\"content\":null,\"refusal\":[1]} | {\"content\":null,\"refusal\":[2]}"
                        + " | {\"content\":null,\"refusal\":[1,2]}",
                "{\"content\":null} | {\"content\":[1]} | {\"content\":[1]}",
                "{\"content\":[1]} | {\"content\":null} | {\"content\":[1]}",
                "{\"content\":null} | {\"content\":[]} | {\"content\":[]}"
            })
    void shouldBeThoseOfTheWholeAnswer(String first, String second, String whole) {
        String stream = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"logprobs\":" + first
                + "}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\"},\"logprobs\":" + second
                + "}]}\n\ndata: [DONE]\n\n";
        String answer =
                "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"ab\"},\"logprobs\":"
                        + whole + "}]}";

        assertThat(Parsing.response(stream).replies().get(0).facts())
                .isEqualTo(Parsing.response(answer).replies().get(0).facts())
                .containsEntry("logprobs", whole);
    }
}
