package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.config.Dsn;
import io.mes.storage.docs.DocPage;
import io.mes.storage.redact.Redactor;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Verifies that the snippet in docs/privacy.md is the code that is run here, and does what it says. */
final class PrivacyPageTest {

    @Test
    void shouldMaskByWhatThePageShows() throws IOException {
        Dsn dsn = Dsn.parse("local", "mes.db");

        StorageConfig config = StorageConfig.builder(dsn)
                .redactor(Redactor.of("email,card").andThen(text -> text.replace("Project X", "[project]")))
                .build();

        assertThat(config.redactor().redact("a@b.cc about Project X")).isEqualTo("[email] about [project]");
        assertThat(DocPage.of("docs/privacy.md").code())
                .singleElement()
                .satisfies(code -> assertThat(DocPage.sourceOf(getClass())).contains(code));
    }
}
