package io.mes.storage.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.mes.storage.chat.ChatResponse;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that streams of very many events do not keep the parser busy for long. */
@Tag("alone")
final class LongStreamTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:\n",
                "data: \n\n",
                "data:\r\r",
                "data: \t\n",
                "event: error\ndata:\n\n",
                "data: x\n\n",
                "\n",
                ":\n"
            })
    void shouldSkipMillionsOfEventsThatSayNothing(String event) {
        String answer = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\n";
        String stream = answer + event.repeat(2_000_000) + "\n" + answer;

        ChatResponse response = assertTimeoutPreemptively(Duration.ofSeconds(4), () -> Parsing.response(stream));

        assertThat(Parsing.show(response)).startsWith("reply 0 null {\"role\":\"assistant\",\"content\":\"HiHi\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:\n", "data:\n\n"})
    void shouldLookForAnAnswerInBlankLinesInVain(String blank) {
        String stream = blank.repeat(2_000_000);

        ChatResponse response = assertTimeoutPreemptively(Duration.ofSeconds(4), () -> Parsing.response(stream));

        assertThat(Parsing.show(response)).isEqualTo("reply 0 null {\"role\":\"assistant\",\"content\":null}\nbroken");
    }
}
