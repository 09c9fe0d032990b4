package io.mes.filter;

import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Settings;
import jakarta.servlet.ServletContext;

/**
 * The store that filter and servlet of one web application share when the container makes them: opened by the first that is
 * initialised, closed by the last that is destroyed. Where Micrometer is on the class path its global registry shows it.
 * Thread-safe.
 */
public final class SharedStore implements AutoCloseable {

    private static final String ATTRIBUTE = SharedStore.class.getName();

    private final ServletContext context;
    private final ConversationStore store;
    private final Runnable hidden;
    private int users;

    private SharedStore(ServletContext context, ConversationStore store) {
        this.context = context;
        this.store = store;
        this.hidden = GlobalMeters.show(store, context.getContextPath());
    }

    /**
     * Takes part in the application's store.
     *
     * @param settings where it is opened from, if this is the first to ask
     * @throws io.mes.storage.config.ConfigException if a setting is wrong
     */
    public static SharedStore acquire(ServletContext context, Settings settings) {
        synchronized (SharedStore.class) {
            SharedStore shared = (SharedStore) context.getAttribute(ATTRIBUTE);
            if (shared == null) {
                shared = new SharedStore(context, ConversationStore.open(StorageConfig.of(settings)));
                context.setAttribute(ATTRIBUTE, shared);
            }
            shared.users++;
            return shared;
        }
    }

    /** The store. */
    public ConversationStore store() {
        return store;
    }

    /** Takes part no longer. To be called once for each {@link #acquire}. */
    @Override
    public void close() {
        synchronized (SharedStore.class) {
            if (--users > 0) {
                return;
            }
            context.removeAttribute(ATTRIBUTE);
        }
        store.close();
        hidden.run();
    }
}
