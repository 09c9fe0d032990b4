package io.mes.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.row.StoredMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies which replies a model is to learn from. */
final class TrainingMessageTest {

    private static TrainingMessage reply(String content, String other, @Nullable String finishReason) {
        return TrainingMessage.of(new StoredMessage("m-000001", "assistant", content, other, finishReason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "length",
                "max_tokens",
                "content_filter",
                "incomplete",
                "client_closed",
                "timeout",
                "upstream_error"
            })
    void shouldNotTeachWhatWasCutOff(String finishReason) {
        TrainingMessage message = reply("And then", "{\"mes\":{}}", finishReason);

        assertThat(message.finished()).isFalse();
        assertThat(message.json(false)).isEqualTo("{\"role\":\"assistant\",\"content\":\"And then\",\"weight\":0}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "tool_calls", "end_turn", ""})
    void shouldTeachWhatCameToItsEnd(String finishReason) {
        TrainingMessage message = reply("Done.", "{\"mes\":{}}", finishReason);

        assertThat(message.finished()).isTrue();
        assertThat(message.json(true)).isEqualTo("{\"role\":\"assistant\",\"content\":\"Done.\"}");
    }

    /** The request might have asked anything. */
    @ParameterizedTest
    @ValueSource(strings = {"truncated", "undecoded"})
    void shouldNotTeachWhatAnsweredARequestThatIsNotKnown(String fact) {
        String other = "{\"mes\":{\"" + fact + "\":\"%s\"}}";

        assertThat(reply("Done.", other.formatted("request"), "stop").finished())
                .isFalse();
        assertThat(reply("Done.", other.formatted("both"), "stop").finished()).isFalse();
        assertThat(reply("Done.", other.formatted("response"), "stop").finished())
                .isTrue();
    }

    @Test
    void shouldBeNothingWhereFineTuningHasNoPlaceForIt() {
        assertThat(reply("", "{\"mes\":{},\"audio\":{\"id\":\"a\"}}", "stop").isNothing())
                .isTrue();
        assertThat(reply(
                                "",
                                "{\"mes\":{},\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}",
                                "stop")
                        .isNothing())
                .isFalse();
    }
}
