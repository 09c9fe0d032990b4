package io.mes.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that functions become those of chats whichever API they came by, and that nothing else goes along. */
final class TrainingToolsTest {

    private static final String CHAT =
            "[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"description\":\"Looks.\","
                    + "\"parameters\":{\"type\":\"object\"}}}]";

    @ParameterizedTest
    @ValueSource(
            strings = {
                CHAT,
                "[{\"name\":\"look\",\"description\":\"Looks.\",\"input_schema\":{\"type\":\"object\"}}]",
                "[{\"type\":\"custom\",\"name\":\"look\",\"description\":\"Looks.\",\"input_schema\":{\"type\":\"object\"}}]",
                "[{\"type\":\"function\",\"name\":\"look\",\"description\":\"Looks.\",\"parameters\":{\"type\":\"object\"}}]",
                "[{\"type\":\"web_search\"},{\"type\":\"function\",\"name\":\"look\",\"description\":\"Looks.\","
                        + "\"parameters\":{\"type\":\"object\"}},{\"type\":\"bash_20250124\",\"name\":\"bash\"}]",
            })
    void shouldGiveFunctionsAsChatsHaveThem(String tools) {
        assertThat(TrainingTools.tools(tools)).isEqualTo(CHAT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{}", "\"auto\"", "[{\"type\":\"web_search\"}]", "[1]", "[{", ""})
    void shouldGiveNothingWhereThereIsNoFunction(String tools) {
        assertThat(TrainingTools.tools(tools)).isNull();
        assertThat(TrainingTools.functions(tools)).isNull();
        assertThat(TrainingCalls.of(tools).json()).isNull();
    }

    @Test
    void shouldGiveOfCallsWhatFineTuningKnows() {
        String calls = "[{\"index\":0,\"id\":\"c1\",\"item_id\":\"i\",\"status\":\"completed\",\"type\":\"function\","
                + "\"function\":{\"name\":\"look\",\"arguments\":\"{}\",\"output\":\"x\"}},{\"type\":\"custom\",\"custom\":{}}]";

        assertThat(TrainingCalls.of(calls).json())
                .isEqualTo(
                        "[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}}]");
    }
}
