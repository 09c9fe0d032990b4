package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.json.JsonValues;
import io.mes.storage.query.ExportFormat;
import io.mes.storage.query.ExportQuery;
import io.mes.storage.row.MessageRow;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Verifies that an example for fine-tuning ends with a reply and has one to learn from, where more is said before it, between
 * two replies or behind the last one than is held back.
 */
@Timeout(60)
final class LongExampleTest {

    /** Three of them are more than is held back, and more than a page. */
    private static final int LARGE = 1_500_000;

    private static final long NOW = 1_795_341_600;

    /** A letter for each message: of the user, a reply to learn from, or one that was cut off (x); large ones in capitals. */
    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
            UUUU,                  none
            UUUUx,                 none
            UUUUxUUUXu,            none
            u,                     none
            UUUUa,                 UUUUa
            UUUUxUUUUa,            UUUUxUUUUa
            uaUUUUu,               ua
            UUUUaUUUUUUUUu,        UUUUa
            uaUUUUx,               uaUUUUx
            uxUUUUxUUUAuuXUUUU,    uxUUUUxUUUAuuX
            UUUUUUUUaUUUUxUUUUaU,  UUUUUUUUaUUUUxUUUUa
            """)
    void shouldEndWithAReply(String said, @Nullable String expected) throws Exception {
        try (TestDatabase database = TestDatabase.create(TestEngine.SQLITE);
                TestStore store = new TestStore(database, new TickingClock("2026-11-22T10:00:00Z"))) {
            save(store, said);

            String exported = export(store);

            assertThat(exported.lines()).hasSize(expected == null ? 0 : 1);
            if (expected != null) {
                assertThat(letters(exported)).isEqualTo(expected);
            }
        }
    }

    /** More pages than one are looked through ahead, and each is met again in its order. */
    @Test
    void shouldKeepTheOrderOverManyPages() throws Exception {
        String said = "UUUuuu".repeat(6) + "a" + "uU".repeat(12) + "X" + "u".repeat(1200);
        try (TestDatabase database = TestDatabase.create(TestEngine.SQLITE);
                TestStore store = new TestStore(database, new TickingClock("2026-11-22T10:00:00Z"))) {
            save(store, said);

            assertThat(letters(export(store))).isEqualTo(said.substring(0, said.indexOf('X') + 1));
        }
    }

    private static void save(TestStore store, String said) {
        for (int i = 0; i < said.length(); i++) {
            String letter = said.substring(i, i + 1);
            boolean large = letter.equals(letter.toUpperCase(Locale.ROOT));
            String kind = letter.toLowerCase(Locale.ROOT);
            store.store()
                    .saveConversationHistory(new MessageRow(
                            1,
                            NOW,
                            NOW,
                            "c",
                            "id-%05d".formatted(i),
                            kind.equals("u") ? "user" : "assistant",
                            i + " " + letter + (large ? "-".repeat(LARGE) : ""),
                            "m",
                            1,
                            1,
                            0,
                            0,
                            0,
                            false,
                            kind.equals("x") ? "length" : null,
                            null,
                            null,
                            null));
        }
    }

    private static String export(TestStore store) throws Exception {
        StringWriter out = new StringWriter();
        store.store()
                .transfer()
                .export(new ExportQuery(null, null, null, null, ExportFormat.OPENAI))
                .writeTo(out);
        return out.toString();
    }

    /** The letters of a line, whose messages must be numbered from 0 on. */
    @SuppressWarnings("unchecked")
    private static String letters(String line) {
        Map<String, List<Map<String, String>>> example = (Map<String, List<Map<String, String>>>) JsonValues.read(line);
        StringBuilder letters = new StringBuilder();
        for (Map<String, String> message : example.getOrDefault("messages", List.of())) {
            String content = message.getOrDefault("content", "");
            assertThat(content).startsWith(letters.length() + " ");
            letters.append(content.charAt(content.indexOf(' ') + 1));
        }
        return letters.toString();
    }
}
