package io.mes.storage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies where settings come from, in which order, and what is said of a wrong one. */
final class SettingsTest {

    private static final String NAME = "MES_SQL_DSN";
    private static final String PROPERTY = "mes.sql.dsn";

    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> systemProperties = new HashMap<>();
    private final Map<String, String> initParameters = new HashMap<>();

    private final Settings settings =
            Settings.of(environment::get).or(systemProperties::get).or(initParameters::get);

    private static Settings of(String value) {
        return Settings.of(name -> name.equals("N") ? value : null);
    }

    @Test
    void shouldFindNothingWhereNothingIs() {
        assertThat(settings.text(NAME)).isNull();
        assertThat(settings.text(NAME, "default")).isEqualTo("default");
    }

    @ParameterizedTest
    @ValueSource(strings = {NAME, PROPERTY})
    void shouldAskEverySourceForBothFormsBeforeTheNext(String form) {
        initParameters.put(NAME, "parameter");
        assertThat(settings.text(NAME)).isEqualTo("parameter");

        systemProperties.put(form, "property");
        assertThat(settings.text(NAME)).isEqualTo("property");

        environment.put(form, "environment");
        assertThat(settings.text(NAME)).isEqualTo("environment");
    }

    @Test
    void shouldPreferTheNameItselfWithinASource() {
        systemProperties.put(NAME, "name");
        systemProperties.put(PROPERTY, "property form");

        assertThat(settings.text(NAME)).isEqualTo("name");
    }

    @Test
    void shouldTakeABlankValueForNone() {
        environment.put(NAME, "  ");
        environment.put(PROPERTY, "");
        systemProperties.put(NAME, "\t");
        systemProperties.put(PROPERTY, " value ");
        initParameters.put(NAME, "parameter");

        assertThat(settings.text(NAME)).isEqualTo("value");
    }

    @Test
    void shouldSeeSystemProperties() {
        String name = "MES_SETTINGS_TEST_" + System.nanoTime();
        String property = name.toLowerCase(Locale.ROOT).replace('_', '.');
        System.setProperty(property, "seen");
        try {
            assertThat(Settings.ofEnvironment().or(other -> "parameter").text(name))
                    .isEqualTo("seen");
        } finally {
            System.clearProperty(property);
        }
        assertThat(Settings.ofEnvironment().or(other -> "parameter").text(name)).isEqualTo("parameter");
    }

    @Test
    void shouldSeeTheEnvironmentFirst() {
        assertThat(Settings.ofEnvironment().or(name -> "parameter").text("PATH"))
                .isEqualTo(System.getenv("PATH").strip());
    }

    @ParameterizedTest
    @CsvSource({"true,true", "TRUE,true", "1,true", " true ,true", "false,false", "False,false", "0,false"})
    void shouldReadFlags(String value, boolean flag) {
        assertThat(of(value).flag("N", !flag)).isEqualTo(flag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "on", "2", "truе", "wahr", "true false"})
    void shouldRefuseOtherFlags(String value) {
        assertThatThrownBy(() -> of(value).flag("N", true))
                .isInstanceOf(ConfigException.class)
                .hasMessage("N is \"" + value + "\", which is neither true nor false; set it to true or false");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "10,10", " 5 ,5"})
    void shouldReadNumbers(String value, long number) {
        assertThat(of(value).number("N", 7, 1, 10)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "11",
                "-1",
                "1.5",
                "1e1",
                "1_0",
                "ten",
                "0x5",
                "5s",
                "1 0",
                "99999999999999999999",
                "NaN",
                "½"
            })
    void shouldRefuseOtherNumbers(String value) {
        assertThatThrownBy(() -> of(value).number("N", 7, 1, 10))
                .isInstanceOf(ConfigException.class)
                .hasMessage("N is \"" + value + "\"; set it to a whole number from 1 to 10");
    }

    @Test
    void shouldKeepDefaults() {
        assertThat(settings.flag("N", true)).isTrue();
        assertThat(settings.flag("N", false)).isFalse();
        assertThat(settings.number("N", 7, 1, 10)).isEqualTo(7);
    }
}
