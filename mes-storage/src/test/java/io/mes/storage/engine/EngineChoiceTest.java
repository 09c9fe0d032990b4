package io.mes.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that engines are left out only where somebody wants it, and never silently. */
final class EngineChoiceTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void shouldIncludeEveryEngineUnlessTold(String names) {
        EngineChoice choice = new EngineChoice(names, true);

        assertThat(TestEngine.values()).allSatisfy(engine -> {
            assertThat(choice.includes(engine)).isTrue();
            assertThat(choice.whyLeftOut(engine)).isEmpty();
        });
    }

    @Test
    void shouldSayWhyAnEngineIsLeftOut() {
        EngineChoice choice = new EngineChoice("sqlite, PostgreSQL", false);

        assertThat(choice.whyLeftOut(TestEngine.SQLITE)).isEmpty();
        assertThat(choice.whyLeftOut(TestEngine.POSTGRESQL)).isEmpty();
        assertThat(choice.whyLeftOut(TestEngine.MARIADB)).contains("mes.test.engines leaves out MariaDB");
        assertThat(choice.includes(TestEngine.MYSQL)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB", "MYSQL"})
    void shouldFailOnCiRatherThanLeaveOut(TestEngine engine) {
        EngineChoice choice = new EngineChoice("sqlite", true);

        assertThat(choice.whyLeftOut(TestEngine.SQLITE)).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> choice.whyLeftOut(engine))
                .withMessageContaining(engine.toString())
                .withMessageContaining("unset mes.test.engines");
    }

    @Test
    void shouldRefuseNamesThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EngineChoice("sqlite,oracle", false))
                .withMessageContaining("\"oracle\"")
                .withMessageContaining("MARIADB");
    }
}
