package io.mes.storage.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ConversationSummary;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifies that a text is found in titles, and that no character of it means anything but itself. */
@OnEveryEngine
@Timeout(60)
final class TitleSearchTest {

    private final TestEngine engine;

    private Rows rows;
    private ConversationReader reader;

    TitleSearchTest(TestEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() throws SQLException {
        rows = new Rows(engine);
        reader = new ConversationReader(rows.database.database(), new PartitionCatalog(rows.database.database()));
    }

    @AfterEach
    void close() throws SQLException {
        rows.close();
    }

    private List<String> found(String text) throws SQLException {
        ConversationQuery query = new ConversationQuery(100, 0, null, null, null, null, text);
        return reader.list(1, query).items().stream()
                .map(ConversationSummary::conversationId)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "100%,discount",
        "a_b,underscore",
        "\\,backslash",
        "!,exclamation",
        "[x],brackets",
        "*,star",
        "?,question",
        "^,caret",
        "ÄPFEL,fruit",
        "äpfel,fruit",
        "Äpfel,fruit",
        "привет,russian",
        "ПРИВЕТ,russian",
        "οδοσ,greek",
        "οδος,greek",
        "τέλος,end",
        "ΤΈΛΟΣ,end",
        "😀,emoji",
        "o'clock,quote",
        "o'CLOCK,quote"
    })
    void shouldFindATextInATitleAsItIsInUpperOrLowerCase(String text, String id) throws SQLException {
        rows.conversation(1, "discount", 1, "give me 100% now");
        rows.conversation(1, "underscore", 2, "a_b");
        rows.conversation(1, "backslash", 3, "C:\\temp");
        rows.conversation(1, "exclamation", 4, "hey!");
        rows.conversation(1, "brackets", 5, "a[x]b");
        rows.conversation(1, "star", 6, "a * b");
        rows.conversation(1, "question", 7, "why?");
        rows.conversation(1, "caret", 8, "a ^ b");
        rows.conversation(1, "fruit", 9, "Zehn Äpfel");
        rows.conversation(1, "russian", 10, "Привет, мир");
        rows.conversation(1, "greek", 11, "ΟΔΟΣ");
        rows.conversation(1, "end", 16, "το τέλος");
        rows.conversation(1, "emoji", 12, "hi 😀");
        rows.conversation(1, "quote", 13, "nine O'Clock");
        rows.conversation(1, "decoy", 14, "100 axb x AB");
        rows.conversation(2, "foreign", 15, "100% a_b \\ ! [x] * ? ^ Äpfel Привет ΟΔΟΣ 😀 o'clock");

        assertThat(found(text)).containsExactly(id);
    }

    @Test
    void shouldFindEveryTitleByNoText() throws SQLException {
        rows.conversation(1, "a", 1, "");
        rows.conversation(1, "b", 2, "x");

        assertThat(found("")).containsExactly("b", "a");
        assertThat(found("x".repeat(255))).isEmpty();
        assertThat(found("😀".repeat(127))).isEmpty();
    }
}
