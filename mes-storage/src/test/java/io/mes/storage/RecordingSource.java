package io.mes.storage;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/** Passes everything on, and notes which queries are run with which parameters, but for those of the upkeep beside. */
final class RecordingSource {

    private final List<Recorded> recorded = new CopyOnWriteArrayList<>();
    private final DataSource source;

    /** A query that was run. */
    record Recorded(String sql, List<Object> parameters) {}

    private interface Watch {
        Object see(Method method, Object[] arguments, Object result) throws Exception;
    }

    RecordingSource(DataSource behind) {
        this.source = proxy(
                DataSource.class,
                behind,
                (method, arguments, result) ->
                        result instanceof Connection connection ? connection(connection) : result);
    }

    DataSource source() {
        return source;
    }

    /** Queries since the last time. */
    List<Recorded> take() {
        List<Recorded> taken = List.copyOf(recorded);
        recorded.clear();
        return taken;
    }

    private Connection connection(Connection behind) {
        return proxy(
                Connection.class,
                behind,
                (method, arguments, result) -> result instanceof PreparedStatement statement
                        ? statement((String) arguments[0], statement)
                        : result);
    }

    private PreparedStatement statement(String sql, PreparedStatement behind) {
        TreeMap<Integer, Object> parameters = new TreeMap<>();
        return proxy(PreparedStatement.class, behind, (method, arguments, result) -> {
            if (method.getName().startsWith("set") && arguments.length == 2) {
                parameters.put((Integer) arguments[0], arguments[1]);
            }
            boolean upkeep = Thread.currentThread().getName().equals("mes-upkeep");
            if (method.getName().equals("executeQuery") && !upkeep) {
                recorded.add(new Recorded(sql, new ArrayList<>(parameters.values())));
            }
            return result;
        });
    }

    private static <T> T proxy(Class<T> type, T behind, Watch watch) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            Object[] passed = arguments == null ? new Object[0] : arguments;
            try {
                return watch.see(method, passed, method.invoke(behind, passed));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
