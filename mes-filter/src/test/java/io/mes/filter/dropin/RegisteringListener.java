package io.mes.filter.dropin;

import io.mes.filter.MesFilter;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.EnumSet;

/** An application that registers the filter in code, when every initializer has been called. */
@WebListener
public final class RegisteringListener implements ServletContextListener {

    private ConversationStore store;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        String file = event.getServletContext().getRealPath("/") + "/own.db";
        store = ConversationStore.open(
                StorageConfig.builder(Dsn.parse("local", file)).build());
        event.getServletContext()
                .addFilter("recording", new MesFilter(store))
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        store.close();
    }
}
