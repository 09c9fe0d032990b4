package io.mes.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Settings;
import io.mes.storage.exchange.Identity;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies how the gateway's own settings are read, and that complaints about them keep secrets. */
final class GatewayConfigTest {

    private static GatewayConfig config(Map<String, String> settings) {
        return GatewayConfig.of(Settings.of(settings::get));
    }

    @Test
    void shouldHaveDefaults() {
        GatewayConfig config = config(Map.of());

        assertThat(config.port()).isEqualTo(8080);
        assertThat(config.upstream()).isNull();
        assertThat(config.usesDefaultKeys()).isTrue();
        assertThat(config.keys().find("sk-demo-alice")).contains(new Identity(1, 1, 1, false));
        assertThat(config.keys().find("sk-demo-bob")).contains(new Identity(2, 2, 1, false));
        assertThat(config.keys().find("sk-demo-admin")).contains(new Identity(99, 3, 1, true));
        assertThat(config.keys().find("sk-demo-")).isEmpty();
    }

    @Test
    void shouldReadKeysThatHoldEqualSigns() {
        GatewayKeys keys = GatewayKeys.parse(" a=b== = 7 , c=9:admin");

        assertThat(keys.find("a=b==")).contains(new Identity(7, 1, 1, false));
        assertThat(keys.find("c")).contains(new Identity(9, 2, 1, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-secret",
                "sk-secret=",
                "=1",
                "sk-secret=x",
                "sk-secret=1:root",
                "sk-secret=0",
                "sk-secret=-5",
                "sk-secret=1,sk-secret=2"
            })
    void shouldRefuseKeysWithoutTellingThem(String keys) {
        assertThatThrownBy(() -> config(Map.of("GATEWAY_KEYS", keys)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("GATEWAY_KEYS")
                .hasMessageNotContaining("sk-secret");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:11434/v1, http://127.0.0.1:11434/v1",
        "https://api.example.com/v1/, https://api.example.com/v1",
        "HTTP://localhost, HTTP://localhost"
    })
    void shouldReadTheUpstream(String text, String expected) {
        assertThat(config(Map.of("UPSTREAM_BASE_URL", text)).upstream()).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:1",
                "ftp://x/v1",
                "http://user:secret@x/v1",
                "http://x/v1?key=secret",
                "http:// x",
                "http://x/v1#secret",
                "http://x:99999/v1"
            })
    void shouldRefuseAnUpstreamThatIsNone(String text) {
        assertThatThrownBy(() -> config(Map.of("UPSTREAM_BASE_URL", text)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("UPSTREAM_BASE_URL")
                .hasMessageNotContaining("secret");
    }

    @Test
    void shouldRefuseAPortThatIsNone() {
        assertThatThrownBy(() -> config(Map.of("PORT", "99999")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("PORT is \"99999\"");
    }
}
