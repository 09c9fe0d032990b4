package io.mes.filter.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies where the servlet answers. */
final class QueryConfigTest {

    @Test
    void shouldAnswerBelowApiV1() {
        QueryConfig config = QueryConfig.of(Settings.of(name -> null));

        assertThat(config.enabled()).isTrue();
        assertThat(config.mappings())
                .contains("/api/v1/conversations/*", "/api/v1/stats/*", "/api/v1/admin/*", "/api/v1/health/*")
                .doesNotContain("/api/v1/*")
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldAnswerWhereItIsToldOrNowhere() {
        Map<String, String> settings = Map.of("mes.query.enabled", "false", "MES_QUERY_PATH", "/mes/v2");

        QueryConfig config = QueryConfig.of(Settings.of(settings::get));

        assertThat(config.enabled()).isFalse();
        assertThat(config.mappings()).contains("/mes/v2/conversations/*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "/", "/mes/", "/api/*", "/a b", "//", "*.json"})
    void shouldRefuseWhatIsNoPath(String path) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> new QueryConfig(true, path))
                .withMessageContaining("MES_QUERY_PATH is \"" + path + "\"; set it to a path")
                .withMessageContaining("a slash at its beginning and none at its end, such as /api/v1")
                .withMessageContaining("MES_QUERY_ENABLED");
        assertThat(new QueryConfig(false, path).enabled()).isFalse();
    }
}
