package io.mes.filter.dropin;

import static io.mes.filter.dropin.WebArchive.parameter;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies what becomes of a web application on Tomcat into whose {@code WEB-INF/lib} the jars have been dropped. */
@Timeout(60)
final class DropInTest {

    private static final String STORED = "/api/v1/conversations/dropped";

    private static final String DECLARED_FILTER = """
            <filter>
              <filter-name>recording</filter-name>
              <filter-class>io.mes.filter.MesFilter</filter-class>
            </filter>
            <filter-mapping>
              <filter-name>recording</filter-name>
              <url-pattern>/*</url-pattern>
            </filter-mapping>
            """;

    private static final String DECLARED_KEYS = """
            <filter>
              <filter-name>keys</filter-name>
              <filter-class>io.mes.filter.dropin.KeyCheckFilter</filter-class>
            </filter>
            <filter-mapping>
              <filter-name>keys</filter-name>
              <url-pattern>/*</url-pattern>
            </filter-mapping>
            """;

    @TempDir
    private Path directory;

    private WebArchive archive;
    private String file;

    @BeforeEach
    void build() throws IOException {
        archive = new WebArchive(directory.resolve("app")).with(ModelServlet.class, KeyCheckFilter.class);
        file = snippetOfThePage()
                .replace("/var/lib/mes/mes.db", archive.file("mes.db").toString());
    }

    /** The parameter that docs/tomcat.md shows. */
    private static String snippetOfThePage() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "tomcat.md"));
        int begin = page.indexOf("<context-param>");
        return page.substring(begin, page.indexOf("```", begin));
    }

    private WarTomcat deploy(String attributes, String webXml) throws Exception {
        archive.webXml(attributes, webXml);
        return new WarTomcat(archive, directory.resolve("tomcat"));
    }

    @Test
    @Tag("containers")
    void shouldRecordWithoutALineOfCodeBehindTheAuthentication() throws Exception {
        try (WarTomcat tomcat = deploy("", file)) {
            assertThat(tomcat.chatOfNobody().statusCode()).isEqualTo(401);
            assertThat(tomcat.chat().body()).contains("grüß dich");

            assertThat(tomcat.get(STORED).body()).contains("\"content\":\"hi\"", "\"content\":\"grüß dich\"");
            assertThat(tomcat.get("/api/v1/health").body()).contains("\"stored\":1");
        }
    }

    /** Its own web.xml is all that such an application wants to be read; but initializers are called all the same. */
    @Test
    @Tag("containers")
    void shouldRecordWhereWebXmlIsComplete() throws Exception {
        String declared = """
                <servlet>
                  <servlet-name>model</servlet-name>
                  <servlet-class>io.mes.filter.dropin.ModelServlet</servlet-class>
                </servlet>
                <servlet-mapping>
                  <servlet-name>model</servlet-name>
                  <url-pattern>/v1/*</url-pattern>
                </servlet-mapping>
                """;
        try (WarTomcat tomcat = deploy("metadata-complete=\"true\"", file + declared + DECLARED_KEYS)) {
            tomcat.chat();

            assertThat(tomcat.get(STORED).body()).contains("grüß dich");
        }
    }

    @Test
    void shouldDoNothingWhenSwitchedOffNotEvenWhatWebXmlDeclares() throws Exception {
        try (WarTomcat tomcat = deploy("", file + parameter("mes.enabled", false) + DECLARED_FILTER)) {
            assertThat(tomcat.chat().body()).contains("grüß dich");

            assertThat(tomcat.get(STORED).statusCode()).isEqualTo(404);
            assertThat(archive.file("mes.db")).doesNotExist();
        }
    }

    @Test
    void shouldAnswerWhereItIsTold() throws Exception {
        try (WarTomcat tomcat = deploy("", file + parameter("mes.query.path", "/conversations"))) {
            tomcat.chat();

            assertThat(tomcat.get(STORED).statusCode()).isEqualTo(404);
            assertThat(tomcat.get("/conversations/conversations/dropped").body())
                    .contains("grüß dich");
        }
    }

    @Test
    void shouldAnswerForStoredCompletionsWhenTold() throws Exception {
        try (WarTomcat tomcat = deploy("", file)) {
            tomcat.chat();
            assertThat(tomcat.get("/v1/chat/completions").body()).doesNotContain("\"object\":\"list\"");
        }
        try (WarTomcat tomcat = deploy("", file + parameter("mes.completions.enabled", true))) {
            tomcat.chat();
            assertThat(tomcat.get("/v1/chat/completions").body()).contains("\"object\":\"list\"", "grüß dich");
        }
    }

    @Test
    void shouldAnswerForStoredCompletionsWhereWebXmlDeclaresIt() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "completions.md"));
        int begin = page.indexOf("<filter>");
        String declared = page.substring(begin, page.indexOf("```", begin));
        String enabled = parameter("mes.completions.enabled", true);
        try (WarTomcat tomcat = deploy("", file + enabled + DECLARED_KEYS + DECLARED_FILTER + declared)) {
            tomcat.chat();

            assertThat(tomcat.get("/v1/chat/completions").body()).contains("\"object\":\"list\"", "grüß dich");
        }
    }

    @Test
    void shouldAddNothingToWhatWebXmlDeclares() throws Exception {
        try (WarTomcat tomcat = deploy("", file + DECLARED_FILTER)) {
            tomcat.chat();

            assertThat(archive.file("mes.db")).exists();
            assertThat(tomcat.get(STORED).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void shouldStandBackForAFilterThatIsRegisteredInCodeLater() throws Exception {
        archive.with(RegisteringListener.class);
        try (WarTomcat tomcat = deploy("", file)) {
            tomcat.chat();

            assertThat(archive.file("own.db")).exists();
            assertThat(archive.file("mes.db")).doesNotExist();
        }
    }

    @Test
    @Tag("containers")
    void shouldBeLeftOutOfAnAbsoluteOrdering() throws Exception {
        try (WarTomcat tomcat = deploy("", file + "<absolute-ordering/>")) {
            assertThat(tomcat.chat().body()).contains("grüß dich");

            assertThat(archive.file("mes.db")).doesNotExist();
        }
    }

    @Test
    void shouldRefuseToStartWithAWrongSetting() throws Exception {
        try (WarTomcat tomcat = deploy("", file + parameter("mes.retention.days", "soon"))) {
            assertThat(tomcat.isAvailable()).isFalse();
            assertThat(tomcat.thrown())
                    .extracting(Throwable::getMessage)
                    .contains("MES_RETENTION_DAYS is \"soon\"; set it to a whole number from 1 to 36500");
        }
    }

    @Test
    void shouldRefuseToGuessWhetherItIsSwitchedOff() throws Exception {
        try (WarTomcat tomcat = deploy("", file + parameter("mes.enabled", "maybe"))) {
            assertThat(tomcat.isAvailable()).isFalse();
            assertThat(tomcat.thrown())
                    .extracting(Throwable::getMessage)
                    .contains("MES_ENABLED is \"maybe\", which is neither true nor false; set it to true or false");
        }
    }
}
