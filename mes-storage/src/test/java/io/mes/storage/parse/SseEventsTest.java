package io.mes.storage.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that a text is split into events as the HTML standard says, and as real servers need it. */
final class SseEventsTest {

    private static List<String> events(String text) {
        List<String> events = new ArrayList<>();
        SseEvents.visit(text, (type, data) -> events.add(type + data));
        return events;
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void shouldEndLinesInAnyOfTheThreeWays(String end) {
        String text = "data: 1\n\nevent: e\ndata: 2\ndata: 3\n\n: c\n\n\ndata: 4\n\n".replace("\n", end);

        assertThat(events(text)).containsExactly("message[1]", "e[2, 3]", "message[4]");
    }

    @Test
    void shouldAllowDifferentLineEndsInOneStream() {
        assertThat(events("data: 1\r\n\ndata: 2\r\rdata: 3\n\r\ndata: 4\r\n\r\n"))
                .containsExactly("message[1]", "message[2]", "message[3]", "message[4]");
    }

    @Test
    void shouldDropOneSpaceBehindTheColonAndNoMore() {
        assertThat(events("data:a\ndata: b\ndata:  c\ndata: d \ndata:\te\n\n"))
                .containsExactly("message[a, b,  c, d , \te]");
    }

    @Test
    void shouldKeepColonsInsideData() {
        assertThat(events("data: a: b:c\n\ndata::\n\n")).containsExactly("message[a: b:c]", "message[:]");
    }

    @Test
    void shouldTakeALineWithoutAColonForAFieldWithoutAValue() {
        assertThat(events("data\n\ndata: x\n\n")).containsExactly("message[]", "message[x]");
    }

    @Test
    void shouldIgnoreCommentsAndFieldsOfNoMeaning() {
        assertThat(events(": hello\nid: 1\nretry: 5\ndata: x\nnonsense\nDATA: y\n data: z\ndatas: w\n\n"))
                .containsExactly("message[x]");
    }

    @Test
    void shouldDeliverNoEventWithoutDataAndForgetItsType() {
        assertThat(events("event: ping\n\n\n\ndata: x\n\n")).containsExactly("message[x]");
    }

    @Test
    void shouldUseTheTypeForOneEventOnly() {
        assertThat(events("data: x\nevent: e\n\ndata: y\n\n")).containsExactly("e[x]", "message[y]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: 1\n\nevent: e\ndata: 2",
                "data: 1\n\nevent: e\ndata: 2\n",
                "data: 1\n\nevent: e\ndata: 2\r"
            })
    void shouldDeliverTheLastEventWithoutItsBlankLine(String text) {
        assertThat(events(text)).containsExactly("message[1]", "e[2]");
    }

    @Test
    void shouldTakeALineOfErrorForAnEventOfItsOwn() {
        assertThat(events("data: x\nerror: {}\ndata: y\n\n")).containsExactly("message[x]", "error[{}]", "message[y]");
    }

    @Test
    void shouldReadLinesOfHundredsOfKilobytes() {
        String line = "\u4F60x".repeat(100_000);

        assertThat(events(": " + line + "\ndata: " + line + "\n\ndata:" + line))
                .containsExactly("message[" + line + "]", "message[" + line + "]");
    }

    @Test
    void shouldFindNothingInNothing() {
        assertThat(events("")).isEmpty();
        assertThat(events("\n\r\n\r")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {}",
                "data:{}",
                "data\n",
                "event: e\n",
                "id: 1",
                "retry: 1",
                "error: {}",
                ": ping",
                ":\n",
                "\n\ndata: {}",
                "\r\n\r\n: ping",
                "d",
                "dat",
                "data",
                "ev",
                "\n\nda"
            })
    void shouldKnowAStreamByItsBeginning(String text) {
        assertThat(SseEvents.looksLikeEvents(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n",
                "{}",
                "{\"data\": 1}",
                "[",
                "\"data: x\"",
                "datum",
                "database: down",
                "<html>",
                "Error: x",
                "error!",
                "x",
                "null",
                "data {}",
                "events: none"
            })
    void shouldNotTakeAnythingElseForAStream(String text) {
        assertThat(SseEvents.looksLikeEvents(text)).isFalse();
    }
}
