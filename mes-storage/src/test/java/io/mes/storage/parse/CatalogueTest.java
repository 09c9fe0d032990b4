package io.mes.storage.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Verifies what becomes of the bodies in the {@link Catalogue}. */
final class CatalogueTest {

    static List<Catalogue.Entry> answers() {
        return Catalogue.entries(Catalogue.ANSWERS);
    }

    static List<Catalogue.Entry> requests() {
        return Catalogue.entries(Catalogue.REQUESTS);
    }

    static Stream<String> catalogues() {
        return Stream.concat(Catalogue.ANSWERS.stream(), Catalogue.REQUESTS.stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void shouldAssemble(Catalogue.Entry entry) {
        assertThat(Parsing.show(Parsing.response(entry.format(), entry.status(), entry.body())))
                .as(entry.name())
                .isEqualTo(entry.expected());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void shouldBringIntoTheShapeOfAChat(Catalogue.Entry entry) {
        assertThat(Parsing.show(Parsing.request(entry.format(), entry.body())))
                .as(entry.name())
                .isEqualTo(entry.expected());
    }

    @ParameterizedTest
    @MethodSource("catalogues")
    void shouldHoldMoreThanOneEntry(String catalogue) {
        assertThat(Catalogue.read(catalogue).split("\n=>\n")).hasSizeGreaterThan(2);
    }
}
