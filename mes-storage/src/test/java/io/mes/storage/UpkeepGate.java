package io.mes.storage;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;

/** A source of connections that fails for the upkeep thread until it is let through, so that tests come before it. */
final class UpkeepGate {

    private static final int ANY = 1_000_000;

    private final Semaphore permits = new Semaphore(0);
    private final DataSource source;

    UpkeepGate(DataSource behind) {
        this.source = (DataSource) Proxy.newProxyInstance(
                UpkeepGate.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    boolean upkeep = Thread.currentThread().getName().equals("mes-upkeep");
                    if (upkeep && method.getName().equals("getConnection") && !permits.tryAcquire()) {
                        throw new SQLException("The gate is closed", "08001");
                    }
                    try {
                        return method.invoke(behind, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    DataSource source() {
        return source;
    }

    /** Lets so many connections through. */
    void letThrough(int connections) {
        permits.release(connections);
    }

    void open() {
        permits.release(ANY);
    }

    /** Whether all that were let through have gone. */
    boolean isUsedUp() {
        return permits.availablePermits() == 0;
    }
}
