package io.mes.demo.command;

import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Settings;
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
        return ConversationStore.open(
                StorageConfig.of(Settings.of(name -> isOfTheGateway(name) ? null : settings.text(name))));
    }

    private static boolean isOfTheGateway(String name) {
        return OF_THE_GATEWAY.contains(name.toUpperCase(Locale.ROOT).replace('.', '_'));
    }
}
