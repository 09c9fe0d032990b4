package io.mes.demo.command;

import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Dsn;
import io.mes.storage.config.Engine;
import io.mes.storage.config.Settings;
import java.io.File;
import java.util.Locale;
import java.util.Set;

/** Opens the gateway's store for a command, beside a gateway that may be running. */
final class CommandStore {

    /**
     * What concerns only the process that records: a spool belongs to one gateway, and who exports before old days are dropped
     * must not have them dropped by it.
     */
    private static final Set<String> OF_THE_GATEWAY = Set.of("MES_SPOOL_DIR", "MES_DURABILITY", "MES_RETENTION_DAYS");

    private CommandStore() {}

    /** See {@link ConversationStore#open(StorageConfig)}. */
    static ConversationStore open(Settings settings) {
        return ConversationStore.open(config(settings));
    }

    /**
     * Opens a store that has something to tell: where there is no file SQLite would make one, in which a wrong name looks
     * like an empty database.
     *
     * @throws ConfigException also if the file is missing
     */
    static ConversationStore openExisting(Settings settings) {
        StorageConfig config = config(settings);
        Dsn dsn = config.dsn();
        if (dsn.engine() == Engine.SQLITE
                && !isThere(dsn.jdbcUrl().substring(Engine.SQLITE.urlPrefix().length()))) {
            throw new ConfigException(dsn.setting() + " leads to " + dsn.displayAddress()
                    + ", where there is no file; name the file that the gateway writes");
        }
        return ConversationStore.open(config);
    }

    /** Of an address in the driver's own form the driver itself must say that. */
    private static boolean isThere(String file) {
        return file.startsWith("file:") || new File(file).exists();
    }

    private static StorageConfig config(Settings settings) {
        return StorageConfig.of(Settings.of(name -> isOfTheGateway(name) ? null : settings.text(name)));
    }

    private static boolean isOfTheGateway(String name) {
        return OF_THE_GATEWAY.contains(name.toUpperCase(Locale.ROOT).replace('.', '_'));
    }
}
