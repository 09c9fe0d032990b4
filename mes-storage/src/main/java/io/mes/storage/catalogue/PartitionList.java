package io.mes.storage.catalogue;

import io.mes.storage.row.Partition;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Lists of partitions as they stand in a column: their keys, oldest first, separated by commas. */
final class PartitionList {

    private PartitionList() {}

    static String encode(List<Partition> partitions) {
        return partitions.stream().map(Partition::key).collect(Collectors.joining(","));
    }

    static List<Partition> decode(String column) {
        TreeSet<Partition> partitions = new TreeSet<>();
        for (String key : column.split(",")) {
            Partition.ofKey(key).ifPresent(partitions::add);
        }
        return List.copyOf(partitions);
    }

    /** The list with one more partition, in order. */
    static List<Partition> with(List<Partition> partitions, Partition partition) {
        if (partitions.contains(partition)) {
            return partitions;
        }
        TreeSet<Partition> more = new TreeSet<>(partitions);
        more.add(partition);
        return List.copyOf(more);
    }
}
