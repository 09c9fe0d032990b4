package io.mes.filter.dropin;

import static io.mes.filter.dropin.WebArchive.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.docs.DocPage;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
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

    /** What the application declares where its annotations are not read. */
    private static final String MODEL = """
            <servlet>
              <servlet-name>model</servlet-name>
              <servlet-class>io.mes.filter.dropin.ModelServlet</servlet-class>
            </servlet>
            <servlet-mapping>
              <servlet-name>model</servlet-name>
              <url-pattern>/v1/*</url-pattern>
            </servlet-mapping>
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
        return DocPage.of("docs/tomcat.md").block("<context-param>");
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

    @Test
    @Tag("containers")
    void shouldRecordWhatIsForwardedToAChat() throws Exception {
        archive.with(AskServlet.class);
        try (WarTomcat tomcat = deploy("", file)) {
            assertThat(tomcat.chatAt("/ask").body()).contains("grüß dich");

            assertThat(tomcat.get(STORED).body()).contains("\"content\":\"hi\"", "\"content\":\"grüß dich\"");
            assertThat(tomcat.get("/api/v1/health").body()).contains("\"stored\":1");
        }
    }

    /** Its own web.xml is all that such an application wants to be read; but initializers are called all the same. */
    @Test
    @Tag("containers")
    void shouldRecordWhereWebXmlIsComplete() throws Exception {
        try (WarTomcat tomcat = deploy("metadata-complete=\"true\"", file + MODEL + DECLARED_KEYS)) {
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
        String declared = DocPage.of("docs/completions.md").block("<filter>");
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
            assertThat(tomcat.get("/api/v1/health").statusCode()).isEqualTo(404);
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

    /** What Tomcat finds outside of the application it starts in all of them. */
    @Test
    @Tag("containers")
    void shouldBeLeftOutOfOneApplicationWhereItIsSharedByItsParameterOnly() throws Exception {
        List<URL> shared = archive.shareJars(directory.resolve("shared"));
        archive.webXml("", file + parameter("mes.enabled", false));
        WebArchive ordered = application("ordered", "<absolute-ordering/>");
        ordered.shareJars(directory.resolve("unused"));
        try (WarTomcat tomcat = new WarTomcat(directory.resolve("tomcat"), shared, archive, ordered)) {
            tomcat.chat();
            tomcat.chatBelow("/ordered");

            assertThat(archive.file("mes.db")).doesNotExist();
            assertThat(tomcat.get("/ordered" + STORED).body()).contains("grüß dich");
        }
    }

    /** Another application, with a database of its own. */
    private WebArchive application(String name, String webXml) throws IOException {
        WebArchive another = new WebArchive(directory.resolve(name)).with(ModelServlet.class, KeyCheckFilter.class);
        another.webXml("", parameter("sqlite.path", another.file("mes.db")) + webXml);
        return another;
    }

    @Test
    void shouldSetApplicationsUpApartByTheirParametersUnlessTheSettingIsOfAll() throws Exception {
        archive.webXml("", file + parameter("mes.query.path", "/first"));
        WebArchive second = application("second", parameter("mes.query.path", "/second"));
        try (WarTomcat tomcat = new WarTomcat(directory.resolve("tomcat"), List.of(), archive, second)) {
            tomcat.chatBelow("/second");

            assertThat(tomcat.get("/first/conversations/dropped").statusCode()).isEqualTo(404);
            assertThat(tomcat.get("/second/second/conversations/dropped").body())
                    .contains("grüß dich");
        }
        System.setProperty("mes.query.path", "/all");
        try (WarTomcat tomcat = new WarTomcat(directory.resolve("tomcat"), List.of(), archive, second)) {
            assertThat(tomcat.get("/second/all/health").statusCode()).isEqualTo(200);
            assertThat(tomcat.get("/second/second/health").statusCode()).isEqualTo(404);
        } finally {
            System.clearProperty("mes.query.path");
        }
    }

    /** The Servlet specification has such filters behind all that are mapped by addresses. */
    @Test
    @Tag("containers")
    void shouldStandBeforeFiltersThatAreMappedToServlets() throws Exception {
        String declared =
                (MODEL + DECLARED_KEYS).replace("<url-pattern>/*</url-pattern>", "<servlet-name>model</servlet-name>");
        try (WarTomcat tomcat = deploy("metadata-complete=\"true\"", file + declared)) {
            assertThat(tomcat.chatOfNobody().statusCode()).isEqualTo(401);

            await().untilAsserted(() ->
                    assertThat(tomcat.get("/api/v1/health").body()).contains("\"stored\":1"));
        }
    }

    @Test
    void shouldLeaveTheRestOfItsPathToTheApplication() throws Exception {
        String declared = (MODEL + DECLARED_KEYS).replace("/v1/*", "/");
        try (WarTomcat tomcat = deploy("metadata-complete=\"true\"", file + declared)) {
            assertThat(tomcat.chatBelow("/api").body()).contains("grüß dich");

            assertThat(tomcat.get(STORED).body()).contains("grüß dich");
        }
    }

    @Test
    void shouldNotAnswerWhereTheApplicationDoes() throws Exception {
        String declared = (MODEL + DECLARED_KEYS).replace("/v1/*", "/api/v1/*");
        try (WarTomcat tomcat = deploy("metadata-complete=\"true\"", file + declared)) {
            assertThat(tomcat.chatBelow("/api").body()).contains("grüß dich");

            // The application's own answer to what it does not do.
            assertThat(tomcat.get("/api/v1/health").statusCode()).isEqualTo(405);
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
