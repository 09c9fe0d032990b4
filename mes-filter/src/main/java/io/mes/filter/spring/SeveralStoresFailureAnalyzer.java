package io.mes.filter.spring;

import io.mes.storage.ConversationStore;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Has Spring Boot say what an application with several stores of its own has to decide. Before Spring Boot's analyzer of such
 * beans, which knows nothing of what MES would do with them.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SeveralStoresFailureAnalyzer extends AbstractFailureAnalyzer<NoUniqueBeanDefinitionException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoUniqueBeanDefinitionException cause) {
        if (!ConversationStore.class.equals(cause.getBeanType())) {
            return null;
        }
        return new FailureAnalysis(
                "MES cannot start: the application has several beans of ConversationStore, none of which is primary: "
                        + cause.getBeanNamesFound(),
                "Mark the one with @Primary into which MES is to record and from which it is to answer; or bring a"
                        + " FilterRegistrationBean<MesFilter> and a ServletRegistrationBean<MesServlet> for those that you have, in"
                        + " place of which MES makes none; or switch MES off with mes.enabled=false.",
                cause);
    }
}
