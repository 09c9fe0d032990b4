package io.mes.filter.spring;

import io.mes.filter.CaptureConfig;
import io.mes.filter.IdentityResolver;
import io.mes.filter.MesFilter;
import io.mes.filter.query.MesServlet;
import io.mes.filter.query.QueryConfig;
import io.mes.filter.query.StoredCompletionsFilter;
import io.mes.storage.ConversationStore;
import io.mes.storage.config.Settings;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Records what passes through a servlet application of Spring Boot, and answers questions about it.
 *
 * <p>{@code mes.enabled=false} switches it off. Of store, identity, capture, filters and servlet the application may bring
 * each itself. The store is closed with the application's context; what is under way then is kept as far as it has come.
 *
 * <p>Called by the thread that makes the context, as all configurations are. A wrong setting stops the start, with a description
 * of what is wrong.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@Conditional(OnMesEnabled.class)
public final class MesAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(MesAutoConfiguration.class);

    private final Settings settings;

    /** Called by Spring Boot. */
    public MesAutoConfiguration(Environment environment) {
        this.settings = EnvironmentSettings.of(environment);
        List<String> unknown = EnvironmentSettings.unknown(environment);
        if (!unknown.isEmpty()) {
            log.warn("MES has no such settings and does without them, should they be meant for it: {}", unknown);
        }
    }

    /** Behind what makes the application's own tables: Flyway refuses a schema in which it finds some that it does not know. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    @DependsOnDatabaseInitialization
    ConversationStore mesConversationStore(BeanFactory beans) {
        return StoreOpener.open(settings, beans);
    }

    @Bean
    @ConditionalOnMissingBean
    CaptureConfig mesCaptureConfig() {
        return CaptureConfig.of(settings);
    }

    @Bean
    @ConditionalOnMissingBean
    IdentityResolver mesIdentityResolver() {
        return IdentityResolver.ofAttributes();
    }

    /**
     * Behind every other filter, unless it is told where to stand: what Spring Security or a filter without an order turns away
     * is not recorded. The last order would not do, for filters without one have the same and come behind registrations.
     */
    @Bean
    @ConditionalOnMissingBean(value = MesFilter.class, parameterizedContainer = FilterRegistrationBean.class)
    FilterRegistrationBean<MesFilter> mesFilter(
            ConversationStore store, CaptureConfig config, IdentityResolver identity) {
        FilterRegistrationBean<MesFilter> registration =
                new FilterRegistrationBean<>(new MesFilter(store, config, identity));
        registration.setName("mes");
        registration.addUrlPatterns("/*");
        registration.setDispatcherTypes(
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.FORWARD));
        registration.setOrder((int)
                settings.number("MES_FILTER_ORDER", Ordered.LOWEST_PRECEDENCE, Integer.MIN_VALUE, Integer.MAX_VALUE));
        registration.setMatchAfter(settings.text("MES_FILTER_ORDER") == null);
        return registration;
    }

    /** Goes before the stores, of which an application may have several of its own, for it is made behind them. */
    @Bean
    @Lazy(false)
    RecordingEnd mesRecordingEnd(
            ObjectProvider<FilterRegistrationBean<MesFilter>> registrations, List<ConversationStore> stores) {
        return new RecordingEnd(
                registrations.stream().map(FilterRegistrationBean::getFilter).toList());
    }

    @Bean
    @ConditionalOnMissingBean(value = MesServlet.class, parameterizedContainer = ServletRegistrationBean.class)
    ServletRegistrationBean<MesServlet> mesServlet(ConversationStore store, IdentityResolver identity) {
        QueryConfig query = QueryConfig.of(settings);
        ServletRegistrationBean<MesServlet> registration = new ServletRegistrationBean<>(
                new MesServlet(store, identity), query.mappings().toArray(String[]::new));
        registration.addInitParameter(MesServlet.PATH_PARAMETER, query.path());
        registration.setName("mes-query");
        registration.setEnabled(query.enabled());
        if (query.enabled()) {
            log.info("MES answers questions at {}", query.mappings());
        }
        return registration;
    }

    /**
     * No registration of its own: those stand before all plain filters of the same order, and one of these may say who asks,
     * which must be known here at once. Such filters come in the order of their beans, those of the application first.
     */
    @Bean
    @ConditionalOnMissingBean(
            value = StoredCompletionsFilter.class,
            parameterizedContainer = FilterRegistrationBean.class)
    @Conditional(OnCompletionsEnabled.class)
    StoredCompletionsFilter mesCompletionsFilter(ConversationStore store, IdentityResolver identity) {
        return new StoredCompletionsFilter(store, identity);
    }
}
