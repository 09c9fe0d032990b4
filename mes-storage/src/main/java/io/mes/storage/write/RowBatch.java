package io.mes.storage.write;

import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.MessageRow;
import io.mes.storage.row.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rows of one transaction, by partition. Not thread-safe. */
final class RowBatch {

    private final Map<Partition, List<MessageRow>> messages = new TreeMap<>();
    private final Map<Partition, List<ErrorRow>> errors = new TreeMap<>();
    private long size;

    void add(Partition partition, List<MessageRow> newMessages, List<ErrorRow> newErrors) {
        messages.computeIfAbsent(partition, p -> new ArrayList<>()).addAll(newMessages);
        errors.computeIfAbsent(partition, p -> new ArrayList<>()).addAll(newErrors);
        size += newMessages.size() + newErrors.size();
    }

    Map<Partition, List<MessageRow>> messages() {
        return messages;
    }

    Map<Partition, List<ErrorRow>> errors() {
        return errors;
    }

    long size() {
        return size;
    }
}
