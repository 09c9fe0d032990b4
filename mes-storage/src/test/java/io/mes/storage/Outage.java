package io.mes.storage;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** A database that can be away: no connection is to be had, and what is under way ends with its commit, which is done or not. */
final class Outage {

    /** What happens to commits, and to whoever wants a connection. */
    enum Kind {
        NONE,
        BEFORE_COMMIT,
        BEHIND_COMMIT,
        /** Connections are to be had when it ends. */
        HANGING,
        /** Commits are done when it ends. */
        HANGING_COMMIT,
        /** Connections come late. */
        SLOW
    }

    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final DataSource source;
    private final AtomicInteger left = new AtomicInteger();
    private volatile Kind kind = Kind.NONE;
    private volatile String restriction = "";

    Outage(DataSource behind) {
        this.source = proxy(DataSource.class, (method, arguments) -> {
            boolean connecting = method.getName().equals("getConnection");
            if (connecting) {
                connect();
            }
            Object result = invoke(behind, method, arguments);
            return connecting ? connection(restricted((Connection) result)) : result;
        });
    }

    private void connect() throws SQLException, InterruptedException {
        if (left.get() > 0 && left.decrementAndGet() == 0) {
            kind = Kind.BEFORE_COMMIT;
        }
        switch (kind) {
            case HANGING -> awaitEnd();
            case SLOW -> LockSupport.parkNanos(LATE_NANOS);
            case BEFORE_COMMIT, BEHIND_COMMIT -> throw gone();
            default -> {}
        }
    }

    private synchronized void awaitEnd() throws InterruptedException {
        while (kind == Kind.HANGING || kind == Kind.HANGING_COMMIT) {
            wait();
        }
    }

    /** Begins when so many connections more are asked for. */
    void beginAtConnection(int number) {
        left.set(number);
    }

    DataSource source() {
        return source;
    }

    void begin(Kind newKind) {
        kind = newKind;
    }

    /** Connections from now on begin with a statement that restricts what they can do. */
    void restrict(String statement) {
        restriction = statement;
    }

    synchronized void end() {
        kind = Kind.NONE;
        left.set(0);
        restriction = "";
        notifyAll();
    }

    boolean isOn() {
        return kind != Kind.NONE;
    }

    private Connection restricted(Connection connection) throws SQLException {
        if (!restriction.isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(restriction);
            }
        }
        return connection;
    }

    private Connection connection(Connection behind) {
        return proxy(Connection.class, (method, arguments) -> {
            if (!method.getName().equals("commit")) {
                return invoke(behind, method, arguments);
            }
            if (kind == Kind.BEFORE_COMMIT) {
                throw gone();
            }
            if (kind == Kind.HANGING_COMMIT) {
                awaitEnd();
            }
            Object result = invoke(behind, method, arguments);
            if (kind == Kind.BEHIND_COMMIT) {
                throw gone();
            }
            return result;
        });
    }

    private static SQLException gone() {
        return new SQLException("The database is away", "08006");
    }

    private interface Call {
        Object invoke(Method method, Object[] arguments) throws Throwable;
    }

    private static Object invoke(Object behind, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(behind, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, Call call) {
        InvocationHandler handler = (proxy, method, arguments) -> call.invoke(method, arguments);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
