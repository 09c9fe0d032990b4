package io.mes.storage.row;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands in an export for the id of a message that another program wrote without one: {@code row-20261122-4711} is the
 * row 4711 in the table of that day, {@code row-0-4711} one in the base table. In the database that it comes from it names
 * that row; in any other it is an id like all others.
 *
 * @param partition where the row is
 * @param row its {@code id}
 */
public record InventedId(Partition partition, long row) {

    private static final Pattern FORM = Pattern.compile("row-(0|\\d{8})-(\\d{1,18})");

    /** What was written as this message id; empty for any other. */
    public static Optional<InventedId> of(String messageId) {
        Matcher matcher = FORM.matcher(messageId);
        return matcher.matches()
                ? Partition.ofKey(matcher.group(1))
                        .map(partition -> new InventedId(partition, Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    /** As it stands in an export. */
    @Override
    public String toString() {
        return "row-" + partition.key() + "-" + row;
    }
}
