package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.mes.storage.exchange.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that the end of a response is noticed with its last bytes, however they are cut, and never before. */
final class ResponseEndTest {

    private static List<Integer> endsAt(ResponseEnd end, String text, int pieceLength) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < bytes.length; i += pieceLength) {
            int count = Math.min(pieceLength, bytes.length - i);
            if (end.reachedBy(bytes, i, count)) {
                ends.add(i + count);
            }
        }
        return ends;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 13, 100})
    void shouldNoticeTheMarkHoweverItIsCut(int pieceLength) {
        String text = "data: {\"a\":1}\n\ndata: [DONE]\n";

        assertThat(endsAt(new ResponseEnd(WireFormat.CHAT_COMPLETIONS), text, pieceLength))
                .containsExactly(text.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:[DONE]\n", "data: [DONE]\n\n", "data: [DONE]\r\n\r\n", ": x\n\ndata:[DONE]\n\n"})
    void shouldKnowTheFormsOfTheMark(String text) {
        assertThat(endsAt(new ResponseEnd(WireFormat.CHAT_COMPLETIONS), text, text.length()))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"content\":\"data: [DONE]",
                "data: {\"content\":\"data: [DONE]\\n",
                "xdata: [DONE]\n",
                "[DONE]\n",
                "data: DONE\n",
                "event: [DONE]\n",
                "data: [DONE]"
            })
    void shouldTakeNothingElseForIt(String text) {
        assertThat(endsAt(new ResponseEnd(WireFormat.CHAT_COMPLETIONS), text, 1))
                .isEmpty();
        assertThat(endsAt(new ResponseEnd(WireFormat.CHAT_COMPLETIONS), text, text.length()))
                .isEmpty();
    }

    @Test
    void shouldNoticeTheDeclaredLength() {
        ResponseEnd end = new ResponseEnd(WireFormat.CHAT_COMPLETIONS);
        end.declared("10");

        assertThat(endsAt(end, "0123456789", 4)).containsExactly(10);
    }

    @Test
    void shouldForgetWhatWasReset() {
        ResponseEnd end = new ResponseEnd(WireFormat.CHAT_COMPLETIONS);
        end.declared("3");
        assertThat(endsAt(end, "ab", 2)).isEmpty();
        end.rewind();
        assertThat(endsAt(end, "abc", 3)).containsExactly(3);
        end.rewind();
        end.declared(null);

        assertThat(endsAt(end, "c", 1)).isEmpty();
        end.declared("nonsense");
        assertThat(endsAt(end, "data: [DONE]\n", 20)).isEmpty();
    }

    @Test
    void shouldIgnoreALengthThatIsNone() {
        ResponseEnd end = new ResponseEnd(WireFormat.CHAT_COMPLETIONS);
        end.declared("nonsense");

        assertThat(endsAt(end, "data: [DONE]\n", 20)).hasSize(1);
    }

    static List<Arguments> lastEvents() {
        return List.of(
                arguments(WireFormat.MESSAGES, "event: message_stop\ndata: {\"type\":\"message_stop\"}\n"),
                arguments(WireFormat.MESSAGES, "event:message_stop\r\ndata:{}\r"),
                arguments(WireFormat.MESSAGES, "id: 1\n\nevent: message_stop\n\n"),
                arguments(WireFormat.MESSAGES, "data: {}\nevent: message_stop\n\n"),
                arguments(WireFormat.MESSAGES, "data: {\"type\": \"message_stop\" }\n"),
                arguments(WireFormat.RESPONSES, "event: response.completed\ndata: " + "x".repeat(999) + "\n"),
                arguments(WireFormat.RESPONSES, "data:{\"type\":\"response.incomplete\",\"response\":{}}\n"),
                arguments(WireFormat.RESPONSES, "data: {\"type\":\"response.failed\",\"response\":{}}\n"),
                arguments(WireFormat.RESPONSES, "data: [DONE]\n"));
    }

    @ParameterizedTest
    @MethodSource("lastEvents")
    void shouldNoticeTheLastEventOfAFormatWhenItsDataEnds(WireFormat format, String event) {
        String text = "event: ping\ndata: {\"type\": \"ping\"}\n\n" + event;
        for (int pieceLength : List.of(1, 2, 3, 5, 8, 13, 5000)) {
            assertThat(endsAt(new ResponseEnd(format), text, pieceLength))
                    .as("in pieces of %d", pieceLength)
                    .containsExactly(text.length());
        }
        String more = text + "\n: more\n";
        assertThat(endsAt(new ResponseEnd(format), more, 5000).isEmpty()).isEqualTo(event.contains("[DONE]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: message_stop\n",
                "event: message_stop\r\n",
                "event: message_stop\ndata: {}",
                "event: message_stopped\ndata: {}\n\n",
                "event: content_block_stop\ndata: {\"type\":\"content_block_stop\"}\n\n",
                "data: {\"text\":\"event: message_stop\\n\\n\"}\n\n",
                "data: {\"text\":{\"type\":\"message_stop\"}}\n\n",
                "{\n  \"type\":\"message_stop\"\n}\n\n",
                "event: response.completed\ndata: {}\n\n",
                "data: {\"type\":\"message_stop_\"}\n\n"
            })
    void shouldTakeNothingElseForTheLastEvent(String text) {
        for (int pieceLength : List.of(1, 7, 5000)) {
            assertThat(endsAt(new ResponseEnd(WireFormat.MESSAGES), text, pieceLength))
                    .isEmpty();
        }
    }

    @Test
    void shouldForgetAnEventThatWasReset() {
        ResponseEnd end = new ResponseEnd(WireFormat.MESSAGES);
        assertThat(endsAt(end, "event: message_stop\n", 20)).isEmpty();
        end.rewind();

        assertThat(endsAt(end, "data: {}\n\n", 20)).isEmpty();
    }

    @Test
    void shouldLeaveRoomForNoMoreThanTheDeclaredLength() {
        ResponseEnd end = new ResponseEnd(WireFormat.CHAT_COMPLETIONS);
        assertThat(end.room(10)).isEqualTo(10);
        end.declared("7");
        assertThat(endsAt(end, "0123", 4)).isEmpty();

        assertThat(end.room(2)).isEqualTo(2);
        assertThat(end.room(10)).isEqualTo(3);
    }
}
