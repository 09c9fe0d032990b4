package io.mes.storage.parse;

import io.mes.storage.chat.Chat;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.spool.SameChat;
import io.mes.storage.spool.UndecodableChatException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Verifies that whatever was seen on the wire comes back from the spool as it was understood. */
final class SpooledChatTest {

    private static final String QUESTION = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}";
    private static final String ANSWER = "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"a\"}}]}";

    static Stream<Catalogue.Entry> bodies() {
        return Stream.of(Catalogue.ANSWERS, Catalogue.REQUESTS)
                .flatMap(catalogues -> Catalogue.entries(catalogues).stream());
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void shouldSurvive(Catalogue.Entry entry) throws UndecodableChatException {
        for (WireFormat format : WireFormat.values()) {
            for (String coding : List.of("identity", "br", "gzip")) {
                assertSurvives(format, entry.body(), coding, ANSWER, entry.status());
                assertSurvives(format, QUESTION, coding, entry.body(), entry.status());
            }
        }
    }

    private static void assertSurvives(WireFormat format, String request, String coding, String response, int status)
            throws UndecodableChatException {
        Chat chat = Parsing.chat(format, Parsing.bytes(request), coding, Parsing.bytes(response), status);
        SameChat.assertSurvives(chat);
    }
}
