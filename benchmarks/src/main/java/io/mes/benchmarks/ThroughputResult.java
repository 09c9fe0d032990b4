package io.mes.benchmarks;

import io.mes.benchmarks.Throughput.Way;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What each round cost in each way. Not thread-safe. */
final class ThroughputResult {

    private final Map<Way, List<Cost>> costs = new EnumMap<>(Way.class);

    ThroughputResult() {
        for (Way way : Way.values()) {
            costs.put(way, new ArrayList<>());
        }
    }

    void add(Way way, Cost cost) {
        of(way).add(cost);
    }

    Samples rowsPerSecond(Way way) {
        return samples(way, Cost::rowsPerSecond);
    }

    Samples threadMillis(Way way) {
        return samples(way, Cost::threadMillis);
    }

    Samples processMillis(Way way) {
        return samples(way, Cost::processMillis);
    }

    private Samples samples(Way way, ToDoubleFunction<Cost> value) {
        Samples samples = new Samples();
        of(way).forEach(cost -> samples.add(value.applyAsDouble(cost)));
        return samples;
    }

    private List<Cost> of(Way way) {
        return costs.getOrDefault(way, List.of());
    }
}
