package io.mes.storage.partition;

import java.sql.SQLException;
import java.util.Collection;

/** A table of one of our names is not one of ours, nor one that the Go MES makes. */
public final class UnexpectedTableException extends SQLException {

    private static final long serialVersionUID = 1L;

    UnexpectedTableException(String table, Collection<String> missing) {
        super("The table " + table + " has no column " + String.join(", ", missing)
                + "; rename that table, or point MES to another database or schema");
    }
}
