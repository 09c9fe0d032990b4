package io.mes.storage.upkeep;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;

/** Connections of another source; tells before a transaction begins on one of them, and before a statement is prepared. */
final class WatchedSource {

    static final String BEGIN = "BEGIN";

    private final Watch watch;
    private final DataSource source;

    /** Hears what is about to happen, and may put it off. */
    interface Watch {
        void before(String statement) throws Exception;
    }

    private interface Call {
        Object answer(String method, Object[] arguments, Object result) throws Exception;
    }

    WatchedSource(DataSource behind, Watch watch) {
        this.watch = watch;
        this.source = proxy(
                DataSource.class,
                behind,
                (method, arguments) -> {},
                (method, arguments, result) -> result instanceof Connection connection ? watched(connection) : result);
    }

    DataSource source() {
        return source;
    }

    private Connection watched(Connection behind) {
        return proxy(
                Connection.class,
                behind,
                (method, arguments) -> {
                    if (method.equals("prepareStatement")) {
                        watch.before((String) arguments[0]);
                    } else if (method.equals("setAutoCommit") && arguments[0].equals(false)) {
                        watch.before(BEGIN);
                    }
                },
                (method, arguments, result) -> result);
    }

    private interface Before {
        void see(String method, Object[] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, T behind, Before before, Call after) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    Object[] arguments = given == null ? new Object[0] : given;
                    before.see(method.getName(), arguments);
                    try {
                        return after.answer(method.getName(), arguments, method.invoke(behind, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
