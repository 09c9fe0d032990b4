package io.mes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.config.Settings;
import io.mes.storage.docs.DocPage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies that the session of docs/completions.md does what it says. */
@Timeout(60)
final class CompletionsPageTest {

    @TempDir
    private Path directory;

    @Test
    void shouldDoWhatTheSessionSays() throws Exception {
        String session = DocPage.of("docs/completions.md").block("KEY=");
        Map<String, String> settings = Map.of(
                "PORT", "0", "SQLITE_PATH", directory.resolve("mes.db").toString(), "MES_COMPLETIONS_ENABLED", "true");
        try (Gateway gateway = Gateway.start(Settings.of(settings::get))) {
            String answer = CurlCommand.allOf(session).get(0).run(gateway.port());
            String id = String.valueOf(RunningGateway.object(answer).get("id"));

            List<CurlCommand> rest = CurlCommand.allOf(session.replace("chatcmpl-…", id));
            assertThat(rest).hasSize(6);
            for (CurlCommand list : rest.subList(1, 3)) {
                assertThat(list.run(gateway.port()))
                        .startsWith("{\"object\":\"list\",\"data\":[{\"id\":\"" + id + "\"")
                        .contains("\"metadata\":{\"team\":\"red\"}")
                        .endsWith("\"has_more\":false}");
            }
            assertThat(rest.get(3).run(gateway.port())).contains("\"id\":\"" + id + "-0\"", "\"content\":\"Hello!\"");
            assertThat(rest.get(4).run(gateway.port())).contains("\"metadata\":{\"team\":\"blue\"}");
            assertThat(rest.get(5).run(gateway.port()))
                    .isEqualTo("{\"object\":\"chat.completion.deleted\",\"id\":\"" + id + "\",\"deleted\":true}");
        }
    }
}
