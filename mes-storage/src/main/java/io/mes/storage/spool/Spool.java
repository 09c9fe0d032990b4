package io.mes.storage.spool;

import io.mes.storage.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chats on disk that the database could not take, in the order in which they are to be replayed.
 *
 * <p>An append is on disk when it returns: what was appended is there after the process was killed at any moment, and after
 * a loss of power if the disk keeps what it says it has written. Whether an exchange counts as durable may rest on that. An
 * entry stays until it is {@linkplain #remove removed}, which whoever replays does after the database has committed it;
 * killed in between, entries are replayed once more, so replay must be idempotent.
 *
 * <p>Thread-safe: one thread appends while another replays. They wait for each other's transactions, which take as long as
 * the disk. Neither memory nor the time that a call takes grows with what is spooled. A {@link SpoolException} says that the
 * disk failed or the spool is closed, and that nothing was changed.
 */
public final class Spool implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Spool.class);

    private final SpoolDirectory directory;
    private final SpoolFile file;
    private final SpoolTables tables;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock(true);
    private volatile SpoolLevel level;
    private boolean closed;

    private Spool(SpoolDirectory directory, SpoolFile file, long maxBytes) {
        this.directory = directory;
        this.file = file;
        this.tables = file.tables();
        this.maxBytes = maxBytes;
        this.level = file.level();
    }

    /**
     * Opens the spool in a directory, which it keeps for itself until it is closed or the process ends. Makes what is not
     * there, readable by the process's user only. What is spooled already is there to be replayed.
     *
     * @param directory what {@code MES_SPOOL_DIR} names
     * @param maxBytes bytes of encoded chats that it may hold; its files grow somewhat larger
     * @throws ConfigException if the directory cannot be written to, another gateway uses it, SQLite's driver is missing,
     *     or the file in it is damaged, no spool, or of a newer MES; nothing is ever deleted on account of that
     */
    public static Spool open(Path directory, long maxBytes) {
        return open(directory, maxBytes, Map.of());
    }

    /** The same with settings of SQLite's beside our own. */
    static Spool open(Path path, long maxBytes, Map<String, String> pragmas) {
        SpoolFile.requireDriver();
        SpoolDirectory directory = SpoolDirectory.open(path);
        try {
            return new Spool(directory, SpoolFile.open(directory.file(), pragmas), maxBytes);
        } catch (ConfigException e) {
            try {
                directory.close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /**
     * Appends entries, all or none; those whose exchange is in the spool already count as appended. Entries may come in any
     * order and with sequences below those that are there, if only no other exchange has the same.
     *
     * @return how many were not there yet
     * @throws SpoolFullException if there is no room for all of them
     * @throws SpoolException if they could not be written
     */
    public int append(List<SpoolEntry> entries) throws SpoolException {
        int[] appended = {0};
        change("append " + entries.size() + " exchanges", before -> {
            List<SpoolEntry> added = tables.missing(entries);
            appended[0] = added.size();
            SpoolLevel after = before.plus(added);
            requireRoom(before, after);
            tables.insert(added);
            return after;
        });
        return appended[0];
    }

    /**
     * The first entries in the order of their sequences, which stay where they are.
     *
     * @param maxEntries how many at most; never less than one
     * @param maxBytes bytes of their chats together at most, but for the first, which comes however long it is
     */
    public List<SpoolEntry> peek(int maxEntries, long maxBytes) throws SpoolException {
        return peek(Long.MIN_VALUE, maxEntries, maxBytes);
    }

    /**
     * The same of the entries behind a sequence. What is appended below it later is not among them, so whoever goes on
     * behind what is being stored must begin at the start once more in the end.
     */
    public List<SpoolEntry> peek(long behind, int maxEntries, long maxBytes) throws SpoolException {
        return exclusively("read", () -> tables.first(behind, Math.max(1, maxEntries), maxBytes));
    }

    /**
     * Removes entries by their sequences, all or none, once the database has committed them; those that are not there are no
     * failure. Gives disk space back when the spool becomes empty.
     */
    public void remove(Collection<Long> sequences) throws SpoolException {
        exclusively("remove " + sequences.size() + " exchanges", () -> {
            apply(before -> before.minus(tables.delete(sequences)));
            if (level.entries() == 0) {
                shrink();
            }
            return true;
        });
    }

    /** What cannot be given back is used again. */
    private void shrink() {
        try {
            tables.shrink();
        } catch (SQLException e) {
            log.warn("The empty spool in \"{}\" keeps its disk space until it is empty once more", directory, e);
        }
    }

    /**
     * Puts an entry out of the way of replay that cannot be read, into the table {@code rejected} of the file, where people
     * find it. Its bytes still count towards the limit.
     *
     * @param reason what people should read
     */
    public void reject(SpoolEntry entry, String reason) throws SpoolException {
        change("reject an exchange", before -> {
            tables.copyToRejected(entry.sequence(), reason);
            List<Long> moved = tables.delete(List.of(entry.sequence()));
            return before.minus(moved).plusRejected(moved);
        });
    }

    /**
     * Keeps for people what never is to be replayed, all or none. See {@link #reject}.
     *
     * @throws SpoolFullException if there is no room for all of them
     */
    public void appendRejected(List<SpoolEntry> entries, String reason) throws SpoolException {
        change("keep " + entries.size() + " rejected exchanges", before -> {
            List<SpoolEntry> added = tables.missing(entries);
            SpoolLevel with = before.plus(added);
            requireRoom(before, with);
            tables.insert(added);
            for (SpoolEntry entry : added) {
                tables.copyToRejected(entry.sequence(), reason);
            }
            List<Long> moved =
                    tables.delete(added.stream().map(SpoolEntry::sequence).toList());
            return with.minus(moved).plusRejected(moved);
        });
    }

    private void requireRoom(SpoolLevel before, SpoolLevel after) throws SpoolFullException {
        long added = after.allBytes() - before.allBytes();
        if (added > 0 && after.allBytes() > maxBytes) {
            throw new SpoolFullException("The spool in \"" + directory + "\" holds " + before.allBytes()
                    + " of at most " + maxBytes + " bytes, and " + added + " more do not fit");
        }
    }

    /** How much it holds, after the last change. Never waits; also to be asked when it is closed. */
    public SpoolLevel level() {
        return level;
    }

    private interface Change {
        SpoolLevel to(SpoolLevel before) throws SQLException, SpoolException;
    }

    private void change(String what, Change change) throws SpoolException {
        exclusively(what, () -> apply(change));
    }

    private SpoolLevel apply(Change change) throws SQLException, SpoolException {
        level = file.transaction(() -> {
            SpoolLevel after = change.to(level);
            if (after.equals(level)) {
                return after;
            }
            tables.update(after);
            return after.withOldest(tables.firstMoment());
        });
        return level;
    }

    private <T> T exclusively(String what, SpoolFile.Work<T> work) throws SpoolException {
        lock.lock();
        try {
            if (closed) {
                throw new SpoolException("The spool in \"" + directory + "\" is closed and cannot " + what);
            }
            return work.run();
        } catch (SQLException e) {
            String remedy = SpoolFile.isDamage(e) ? "; the file is damaged: stop the gateway and move it away" : "";
            throw new SpoolException(
                    "The spool in \"" + directory + "\" could not " + what + ": " + e.getMessage() + remedy, e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for what is going on, and lets other gateways have the directory. A second call does nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                closeFile();
                directory.close();
            }
        } catch (IOException e) {
            log.warn("The spool in \"{}\" could not be unlocked", directory, e);
        } finally {
            lock.unlock();
        }
    }

    private void closeFile() {
        try {
            file.close();
        } catch (SQLException e) {
            log.warn("The spool in \"{}\" could not be closed; what was appended to it is on disk", directory, e);
        }
    }
}
