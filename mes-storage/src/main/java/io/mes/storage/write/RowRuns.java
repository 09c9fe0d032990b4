package io.mes.storage.write;

import io.mes.storage.row.Row;
import java.util.ArrayList;
import java.util.List;

/** Divides rows into those that are counted together: they follow each other, and have moment and model in common. */
final class RowRuns {

    private RowRuns() {}

    /** The same rows in the same order, none of the lists empty. */
    static <R extends Row> List<List<R>> of(List<R> rows) {
        List<List<R>> runs = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= rows.size(); i++) {
            if (i == rows.size() || !isCountedWith(rows.get(i), rows.get(start))) {
                runs.add(rows.subList(start, i));
                start = i;
            }
        }
        return runs;
    }

    private static boolean isCountedWith(Row row, Row first) {
        return row.createdAt() == first.createdAt() && row.modelName().equals(first.modelName());
    }
}
