package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.config.Dsn;
import io.mes.storage.redact.Redactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Verifies that the snippet in docs/privacy.md is the code that is run here, and does what it says. */
final class PrivacyPageTest {

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from))
                .replaceAll("\\s+", " ")
                .strip();
    }

    @Test
    void shouldMaskByWhatThePageShows() throws IOException {
        Dsn dsn = Dsn.parse("local", "mes.db");
        // begin
        StorageConfig config = StorageConfig.builder(dsn)
                .redactor(Redactor.of("email,card").andThen(text -> text.replace("Project X", "[project]")))
                .build();
        // end
        assertThat(config.redactor().redact("a@b.cc about Project X")).isEqualTo("[email] about [project]");
        String source = Files.readString(Path.of("src/test/java/io/mes/storage/PrivacyPageTest.java"));
        String page = Files.readString(Path.of("..", "docs", "privacy.md"));
        assertThat(between(page, "```java", "```")).isEqualTo(between(source, "// begin\n", "// end\n"));
    }
}
