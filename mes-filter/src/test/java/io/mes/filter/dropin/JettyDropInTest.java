package io.mes.filter.dropin;

import static io.mes.filter.dropin.WebArchive.parameter;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies what becomes of a web application on Jetty into whose {@code WEB-INF/lib} the jars have been dropped. */
@Timeout(60)
final class JettyDropInTest {

    private static final String STORED = "/api/v1/conversations/dropped";

    @TempDir
    private Path directory;

    private WebArchive archive;
    private String file;

    @BeforeEach
    void build() throws IOException {
        archive = new WebArchive(directory.resolve("app")).with(ModelServlet.class, KeyCheckFilter.class);
        file = parameter("sqlite.path", archive.file("mes.db"));
    }

    private WarJetty deploy(String webXml) throws Exception {
        archive.webXml("", webXml);
        return new WarJetty(archive, directory.resolve("jetty"));
    }

    @Test
    void shouldRecordWithoutALineOfCodeBehindTheAuthentication() throws Exception {
        try (WarJetty jetty = deploy(file)) {
            assertThat(jetty.chatOfNobody().statusCode()).isEqualTo(401);
            assertThat(jetty.chat().body()).contains("grüß dich");

            assertThat(jetty.get(STORED).body()).contains("\"content\":\"hi\"", "\"content\":\"grüß dich\"");
            assertThat(jetty.get("/api/v1/health").body()).contains("\"stored\":1");
        }
    }

    @Test
    void shouldRecordWhatIsForwardedToAChat() throws Exception {
        archive.with(AskServlet.class);
        try (WarJetty jetty = deploy(file)) {
            assertThat(jetty.chatAt("/ask").body()).contains("grüß dich");

            assertThat(jetty.get(STORED).body()).contains("\"content\":\"hi\"", "\"content\":\"grüß dich\"");
            assertThat(jetty.get("/api/v1/health").body()).contains("\"stored\":1");
        }
    }

    @Test
    void shouldDoNothingWhenSwitchedOff() throws Exception {
        try (WarJetty jetty = deploy(file + parameter("mes.enabled", false))) {
            assertThat(jetty.chat().body()).contains("grüß dich");

            assertThat(jetty.get(STORED).statusCode()).isEqualTo(404);
            assertThat(archive.file("mes.db")).doesNotExist();
        }
    }

    @Test
    void shouldRefuseToStartWithAWrongSetting() throws Exception {
        try (WarJetty jetty = deploy(file + parameter("mes.retention.days", "soon"))) {
            assertThat(jetty.unavailable())
                    .hasStackTraceContaining(
                            "MES_RETENTION_DAYS is \"soon\"; set it to a whole number from 1 to 36500");
        }
    }
}
