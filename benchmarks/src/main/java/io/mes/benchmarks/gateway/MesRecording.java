package io.mes.benchmarks.gateway;

import io.mes.filter.MesFilter;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import jakarta.servlet.Filter;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** MES with its defaults, into SQLite: the database works in this process, and is part of what it costs. */
final class MesRecording implements Recording {

    private final ConversationStore store;

    MesRecording(Path directory) {
        this.store = ConversationStore.open(StorageConfig.builder(
                        Dsn.parse("local", directory.resolve("mes.db").toString()))
                .build());
    }

    @Override
    public Filter filter() {
        return new MesFilter(store);
    }

    @Override
    public long recorded() {
        while (store.stats().unsettled() > 0) {
            LockSupport.parkNanos(LogFile.LOOK_AGAIN_NANOS);
        }
        return store.stats().stored();
    }

    @Override
    public void close() {
        store.close();
    }
}
