package io.mes.storage;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A database that can be away: no connection is to be had, and what is under way ends with its commit, which is done or not. */
final class Outage {

    /** What happens to commits. */
    enum Kind {
        NONE,
        BEFORE_COMMIT,
        BEHIND_COMMIT
    }

    private final DataSource source;
    private volatile Kind kind = Kind.NONE;
    private volatile String restriction = "";

    Outage(DataSource behind) {
        this.source = proxy(DataSource.class, (method, arguments) -> {
            boolean connecting = method.getName().equals("getConnection");
            if (connecting && kind != Kind.NONE) {
                throw gone();
            }
            Object result = invoke(behind, method, arguments);
            return connecting ? connection(restricted((Connection) result)) : result;
        });
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

    void end() {
        kind = Kind.NONE;
        restriction = "";
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
