package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

        assertThat(endsAt(new ResponseEnd(), text, pieceLength)).containsExactly(text.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:[DONE]\n", "data: [DONE]\n\n", "data: [DONE]\r\n\r\n", ": x\n\ndata:[DONE]\n\n"})
    void shouldKnowTheFormsOfTheMark(String text) {
        assertThat(endsAt(new ResponseEnd(), text, text.length())).hasSize(1);
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
        assertThat(endsAt(new ResponseEnd(), text, 1)).isEmpty();
        assertThat(endsAt(new ResponseEnd(), text, text.length())).isEmpty();
    }

    @Test
    void shouldNoticeTheDeclaredLength() {
        ResponseEnd end = new ResponseEnd();
        end.declared("10");

        assertThat(endsAt(end, "0123456789", 4)).containsExactly(10);
    }

    @Test
    void shouldForgetWhatWasReset() {
        ResponseEnd end = new ResponseEnd();
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
        ResponseEnd end = new ResponseEnd();
        end.declared("nonsense");

        assertThat(endsAt(end, "data: [DONE]\n", 20)).hasSize(1);
    }
}
