package io.mes.filter;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Makes the runs that {@link OnEveryContainer} promises. */
final class EveryContainer implements ClassTemplateInvocationContextProvider {

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<Run> provideClassTemplateInvocationContexts(ExtensionContext context) {
        return TestContainer.available().map(Run::new);
    }

    /** All tests of a class on one container, which it hands to them. */
    static final class Run
            implements ClassTemplateInvocationContext, ParameterResolver, AfterClassTemplateInvocationCallback {

        private final TestContainer container;
        private @Nullable SideBySide servers;

        Run(TestContainer container) {
            this.container = container;
        }

        @Override
        public String getDisplayName(int invocationIndex) {
            return container.toString();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> type = parameter.getParameter().getType();
            return type == TestContainer.class || type == SideBySide.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TestContainer.class ? container : servers();
        }

        private SideBySide servers() {
            SideBySide running = servers;
            if (running == null) {
                running = new SideBySide(container);
                servers = running;
            }
            return running;
        }

        @Override
        public void afterClassTemplateInvocation(ExtensionContext context) {
            SideBySide running = servers;
            servers = null;
            if (running != null) {
                running.close();
            }
        }
    }
}
