package io.mes.filter;

import java.util.List;
import java.util.stream.Stream;

/**
 * The containers in which the filter is tested.
 *
 * <p>The system property {@code mes.test.containers} names those that are on the class path, all by default.
 */
enum TestContainer {
    JETTY,
    TOMCAT,
    UNDERTOW;

    static Stream<TestContainer> available() {
        String chosen = System.getProperty("mes.test.containers", "JETTY,TOMCAT,UNDERTOW");
        return List.of(chosen.split(",")).stream().map(TestContainer::valueOf);
    }

    /** Starts the container on a free port; a container that does not start fails the test. */
    RunningContainer start(Application application) {
        return switch (this) {
            case JETTY -> new JettyContainer(application);
            case TOMCAT -> new TomcatContainer(application);
            case UNDERTOW -> new UndertowContainer(application);
        };
    }
}
