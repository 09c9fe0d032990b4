package io.mes.storage.read;

import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.row.Partition;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a list of rows that spans partitions: behind the row with this id of this partition. Written
 * {@code 20261122-4711}; {@code lead-1} is the place behind the first message before a conversation's line.
 *
 * @param partition null for a place before the line
 */
record RowCursor(@Nullable Partition partition, long id) {

    private static final Pattern FORM = Pattern.compile("(lead|\\d{1,8})-(\\d{1,18})");
    private static final String LEAD = "lead";

    static @Nullable RowCursor parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            long id = Long.parseLong(matcher.group(2));
            Optional<Partition> partition = Partition.ofKey(matcher.group(1));
            if (partition.isPresent() || matcher.group(1).equals(LEAD)) {
                return new RowCursor(partition.orElse(null), id);
            }
        }
        throw new InvalidQueryException("after", "after must be the \"next\" of an earlier page");
    }

    /** The id behind which to go on in a partition; a default if the place is not in it. */
    static long idIn(@Nullable RowCursor cursor, Partition partition, long defaultId) {
        return cursor != null && partition.equals(cursor.partition) ? cursor.id : defaultId;
    }

    @Override
    public String toString() {
        return (partition == null ? LEAD : partition.key()) + "-" + id;
    }
}
