package com.example.gateway;

import io.mes.filter.MesFilter;
import io.mes.filter.query.MesServlet;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** An application with two stores of its own. */
@Configuration
@Profile("stores")
class SeveralStores {

    private static ConversationStore open(String file) {
        return ConversationStore.open(
                StorageConfig.builder(Dsn.parse("local", file)).build());
    }

    @Bean
    ConversationStore audit(@Value("${mes.sqlite.path}") String path) {
        return open(path + ".audit");
    }

    @Bean
    ConversationStore support(@Value("${mes.sqlite.path}") String path) {
        return open(path + ".support");
    }

    /** What is to become of one of them. */
    @Configuration
    @Profile("registered")
    static class Registrations {

        @Bean
        FilterRegistrationBean<MesFilter> recording(@Qualifier("audit") ConversationStore store) {
            FilterRegistrationBean<MesFilter> recording = new FilterRegistrationBean<>(new MesFilter(store));
            recording.setOrder(0);
            return recording;
        }

        @Bean
        ServletRegistrationBean<MesServlet> answering(@Qualifier("audit") ConversationStore store) {
            return new ServletRegistrationBean<>(new MesServlet(store), "/api/v1/*");
        }
    }
}
