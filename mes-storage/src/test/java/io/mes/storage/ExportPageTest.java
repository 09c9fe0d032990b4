package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.docs.DocPage;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.json.JsonValues;
import io.mes.storage.query.ExportFormat;
import io.mes.storage.query.ExportQuery;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Verifies that the lines on the page about exports are those that are exported. */
final class ExportPageTest {

    @Test
    void shouldExportWhatThePageShows() throws Exception {
        List<String> shown = DocPage.of("docs/export.md").blocks("json");
        TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");
        try (TestDatabase database = TestDatabase.create(TestEngine.SQLITE);
                TestStore store = new TestStore(database, clock)) {
            store.offer(store.chat(1, "first", "Hi.", "Hello!"));
            store.settle();

            assertThat(shown).hasSize(2);
            assertThat(shown.get(0)).isEqualTo(line(store, ExportFormat.OPENAI));
            assertThat(JsonValues.read(shown.get(1)))
                    .isEqualTo(JsonValues.read(line(store, ExportFormat.MES)
                            .replaceAll("\"message_id\":\"[a-z0-9]{26}", "\"message_id\":\"…")
                            .replaceAll("\"thread\":\"[^\"]+\"", "\"thread\":\"…\"")));
        }
    }

    private static String line(TestStore store, ExportFormat format) throws Exception {
        StringWriter out = new StringWriter();
        store.store()
                .transfer()
                .export(new ExportQuery(null, null, null, null, format))
                .writeTo(out);
        return out.toString();
    }
}
