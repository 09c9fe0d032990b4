package io.mes.filter.spring;

import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Settings;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;

/** Opens the store of an application, on a database of its own or on one that the application has a DataSource for. */
final class StoreOpener {

    private static final String DATASOURCE = "MES_DATASOURCE";
    private static final String APPLICATION = "application";

    private StoreOpener() {}

    /**
     * Opens it.
     *
     * @throws ConfigException if a setting is wrong or the database takes nothing
     */
    static ConversationStore open(Settings settings, BeanFactory beans) {
        StorageConfig config = StorageConfig.of(settings);
        String name = settings.text(DATASOURCE);
        if (name == null) {
            return ConversationStore.open(config);
        }
        if (settings.text("MES_SQL_DSN") != null) {
            throw new ConfigException(
                    DATASOURCE + " is \"" + name + "\", but MES_SQL_DSN names a database too; set one of them only");
        }
        DataSource source = find(name, beans);
        if (source == null) {
            throw new ConfigException(DATASOURCE + " is \"" + name + "\", but the application has "
                    + (name.equals(APPLICATION)
                            ? "no DataSource, or several of which none is primary"
                            : "none of that name")
                    + "; set it to \"" + APPLICATION + "\" or to the name of a DataSource bean, or unset it and set"
                    + " MES_SQL_DSN");
        }
        try {
            return ConversationStore.open(source, config);
        } catch (SQLException e) {
            ConfigException problem = new ConfigException(DATASOURCE + " is \"" + name
                    + "\", but that database cannot be reached (" + e.getMessage() + "); check the DataSource");
            problem.initCause(e);
            throw problem;
        }
    }

    private static @Nullable DataSource find(String name, BeanFactory beans) {
        if (name.equals(APPLICATION)) {
            return beans.getBeanProvider(DataSource.class).getIfUnique();
        }
        boolean there = beans.containsBean(name) && beans.isTypeMatch(name, DataSource.class);
        return there ? beans.getBean(name, DataSource.class) : null;
    }
}
