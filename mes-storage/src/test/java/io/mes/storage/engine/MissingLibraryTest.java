package io.mes.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Verifies that a person is told what to install. */
final class MissingLibraryTest {

    @Test
    void shouldNameThePackage() {
        assertThat(MissingLibrary.remedy("/x/bin/mysqld: error while loading shared libraries: libnuma.so.1:"
                        + " cannot open shared object file: No such file or directory"))
                .contains("lacks libnuma.so.1")
                .contains("apt-get install libnuma1");
    }

    @Test
    void shouldNameALibraryOfAnUnknownPackage() {
        assertThat(MissingLibrary.remedy("x: error while loading shared libraries: libx.so.7: cannot open"))
                .isEqualTo(", since this machine lacks libx.so.7; install it");
    }

    @Test
    void shouldSayNothingOfOtherFailures() {
        assertThat(MissingLibrary.remedy("Disk full")).isEmpty();
    }
}
