package io.mes.storage;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Connections of another source; lets something happen before one of those that a thread asks for. */
final class StepwiseSource implements DataSource {

    private static final ThreadLocal<Interruption> DUE = new ThreadLocal<>();

    private final DataSource source;

    /** What happens and after how many connections more. */
    private static final class Interruption {

        private final Runnable work;
        private final boolean always;
        private int left;

        Interruption(int left, boolean always, Runnable work) {
            this.left = left;
            this.always = always;
            this.work = work;
        }

        void step() {
            if (left-- == 0 || always) {
                work.run();
            }
        }
    }

    StepwiseSource(DataSource source) {
        this.source = source;
    }

    /** Does something, with something else in between, before so many connections were asked for. */
    <T> T before(int connections, Runnable between, Supplier<T> work) {
        return interrupted(new Interruption(connections, false, between), work);
    }

    /** Does something, with something else in between before each connection that it asks for. */
    <T> T beforeEach(Runnable between, Supplier<T> work) {
        return interrupted(new Interruption(0, true, between), work);
    }

    private static <T> T interrupted(Interruption interruption, Supplier<T> work) {
        DUE.set(interruption);
        try {
            return work.get();
        } finally {
            DUE.remove();
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        Interruption due = DUE.get();
        if (due != null) {
            due.step();
        }
        return source.getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return source.getConnection(user, password);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
