package io.mes.storage.partition;

import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;

/**
 * How much of a partition the catalogue covers: all rows but those whose id lies behind the catalogued and not behind the
 * legacy one. Rows behind the legacy id were written by MES together with the catalogue.
 *
 * @param legacyMessages the highest id of a message that was there before MES kept a catalogue; 0 for none
 * @param legacyErrors likewise of errors
 * @param cataloguedMessages up to which id the catalogue has taken them over
 * @param cataloguedErrors likewise of errors
 */
public record Coverage(
        Partition partition, long legacyMessages, long legacyErrors, long cataloguedMessages, long cataloguedErrors) {

    /** The coverage of a partition in which MES alone writes. */
    public static Coverage complete(Partition partition) {
        return new Coverage(partition, 0, 0, 0, 0);
    }

    /** Whether another program made the tables, or at least left rows in them. */
    public boolean isLegacy() {
        return legacyMessages > 0 || legacyErrors > 0;
    }

    /** Whether the catalogue covers every row. */
    public boolean isComplete() {
        return cataloguedMessages >= legacyMessages && cataloguedErrors >= legacyErrors;
    }

    /** What a statement on one of the tables adds to its conditions so as to see covered rows only. */
    public String covered(String base) {
        boolean messages = base.equals(Tables.MESSAGES);
        return " AND (id <= " + (messages ? cataloguedMessages : cataloguedErrors) + " OR id > "
                + (messages ? legacyMessages : legacyErrors) + ")";
    }

    /** The same partition with nothing left to take over. */
    public Coverage completed() {
        return new Coverage(partition, legacyMessages, legacyErrors, legacyMessages, legacyErrors);
    }

    /** The same partition with messages taken over up to an id. */
    public Coverage withMessages(long catalogued) {
        return new Coverage(partition, legacyMessages, legacyErrors, catalogued, cataloguedErrors);
    }

    /** The same partition with errors taken over up to an id. */
    public Coverage withErrors(long catalogued) {
        return new Coverage(partition, legacyMessages, legacyErrors, cataloguedMessages, catalogued);
    }
}
