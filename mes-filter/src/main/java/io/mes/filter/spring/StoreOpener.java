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
    private static final String DSN = "MES_SQL_DSN";
    private static final String APPLICATION = "application";

    private StoreOpener() {}

    /**
     * Opens it.
     *
     * @throws ConfigException if a setting is wrong or the database takes nothing
     */
    static ConversationStore open(Settings settings, BeanFactory beans) {
        String name = settings.text(DATASOURCE);
        if (name == null) {
            return ConversationStore.open(StorageConfig.of(settings));
        }
        if (settings.text(DSN) != null) {
            throw new ConfigException(
                    DATASOURCE + " is \"" + name + "\", but MES_SQL_DSN names a database too; set one of them only");
        }
        // That of the Go MES may be anybody's.
        StorageConfig config = StorageConfig.of(settings.without(DSN, "SQL_DSN"));
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
                    + "\", but that database cannot be reached (" + e.getMessage()
                    + "); check the DataSource, or start its database"
                    + " first: MES asks it for its kind, with a spool too. What " + DSN + " names a spool waits for");
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
