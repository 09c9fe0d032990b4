package io.mes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.filter.CaptureConfig;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Settings;
import io.mes.storage.docs.DocPage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies that the session in the README, and that which the gateway prints, do what they say. */
@Timeout(60)
final class ReadmeTest {

    @TempDir
    private Path directory;

    private static List<String> run(String shell, int port) throws Exception {
        List<String> answers = new ArrayList<>();
        for (CurlCommand command : CurlCommand.allOf(shell)) {
            answers.add(command.run(port));
        }
        return answers;
    }

    private Gateway start() throws Exception {
        Map<String, String> settings =
                Map.of("PORT", "0", "SQLITE_PATH", directory.resolve("mes.db").toString());
        return Gateway.start(Settings.of(settings::get));
    }

    @Test
    void shouldDoWhatTheSessionOfTheReadmeSays() throws Exception {
        try (Gateway gateway = start()) {
            List<String> answers = run(DocPage.of("README.md").block("KEY="), gateway.port());

            assertThat(answers).hasSize(6);
            assertThat(answers.get(0)).contains("\"object\":\"chat.completion\"", "Hello!");
            assertThat(answers.get(1)).contains("chat.completion.chunk").endsWith("data: [DONE]\n\n");
            assertThat(answers.get(2)).contains("\"first\"", "\"second\"", "\"title\":\"Hello!\"");
            assertThat(answers.get(3)).contains("{\"role\":\"user\",\"content\":\"Hello!\"}");
            assertThat(answers.get(4)).contains("\"total_conversations\":2", "\"total_messages\":4");
            assertThat(answers.get(5)).contains("\"deleted\":true,\"messages\":2");
        }
    }

    @Test
    void shouldDoWhatTheGatewayPrints() throws Exception {
        try (Gateway gateway = start()) {
            List<String> answers = run(StartUpText.of(gateway), gateway.port());

            assertThat(answers).hasSize(4);
            assertThat(answers.get(1)).endsWith("data: [DONE]\n\n");
            assertThat(answers.get(3)).contains("{\"role\":\"user\",\"content\":\"Hello!\"}");
        }
    }

    @Test
    void shouldNameEverySettingOfTheGateway() throws Exception {
        String readme = DocPage.of("README.md").text();
        List<String> asked = new ArrayList<>();
        Settings settings = Settings.of(name -> {
            if (name.matches("[A-Z_]+")) {
                asked.add(name);
            }
            return null;
        });
        assertThat(GatewayConfig.of(settings)).isNotNull();
        assertThat(StorageConfig.of(settings)).isNotNull();
        assertThat(CaptureConfig.of(settings)).isNotNull();

        assertThat(asked)
                .hasSizeGreaterThan(15)
                .allSatisfy(name -> assertThat(readme).contains("`" + name));
    }

    /** Commands, code, calls and settings: what is no language. The names of the Go MES are on the English page only. */
    private static List<String> untranslated(String page) {
        String own = page.replaceAll("(?s)\\n## [^\\n]*Go .*", "");
        return Pattern.compile("(?s)```.*?```|(?m)^\\| (`[^`]+`) \\|")
                .matcher(own)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    @Test
    void shouldSayTheSameInChinese() throws Exception {
        List<String> english = untranslated(DocPage.of("README.md").text());

        assertThat(english).hasSizeGreaterThan(40);
        assertThat(untranslated(DocPage.of("README.zh-CN.md").text())).containsExactlyElementsOf(english);
    }
}
