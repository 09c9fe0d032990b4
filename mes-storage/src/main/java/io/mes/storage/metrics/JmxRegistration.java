package io.mes.storage.metrics;

import io.mes.storage.query.StoreStatus;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store in the platform's MBean server until it is closed. A server that refuses it is no reason not to store. Thread-safe. */
public final class JmxRegistration implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StoreMXBean.class);
    private static final AtomicLong REGISTERED = new AtomicLong();

    private final @Nullable ObjectName name;

    private JmxRegistration(@Nullable ObjectName name) {
        this.name = name;
    }

    /**
     * Registers a store.
     *
     * @param database its address, without secrets
     * @param status asked whenever somebody looks, on any thread
     */
    public static JmxRegistration of(String database, Supplier<StoreStatus> status) {
        try {
            return new JmxRegistration(register(new StoreMetrics(database, status)));
        } catch (JMException | SecurityException e) {
            log.warn("The store could not be registered with JMX and is not shown there", e);
            return new JmxRegistration(null);
        }
    }

    /** Web applications that have these classes each for themselves count each for themselves, too. */
    private static ObjectName register(StoreMetrics metrics) throws JMException {
        while (true) {
            ObjectName name = new ObjectName("io.mes:type=ConversationStore,id=" + REGISTERED.incrementAndGet());
            try {
                ManagementFactory.getPlatformMBeanServer().registerMBean(metrics, name);
                return name;
            } catch (InstanceAlreadyExistsException taken) {
                log.debug("{} is another application's", name);
            }
        }
    }

    @Override
    public void close() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        if (name != null && server.isRegistered(name)) {
            try {
                server.unregisterMBean(name);
            } catch (JMException | SecurityException e) {
                log.warn("The store could not be removed from JMX", e);
            }
        }
    }
}
