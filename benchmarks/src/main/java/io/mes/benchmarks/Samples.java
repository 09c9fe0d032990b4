package io.mes.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Values of one measurement that was repeated. Not thread-safe. */
public final class Samples {

    private final List<Double> values = new ArrayList<>();

    /** Adds the value of one more time. */
    public void add(double value) {
        values.add(value);
    }

    /** The middle value, or the mean of the two in the middle. There has to be one. */
    public double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double mean() {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** The quotients of two measurements, pair by pair. */
    public Samples dividedBy(Samples others) {
        Samples quotients = new Samples();
        for (int i = 0; i < values.size(); i++) {
            quotients.add(values.get(i) / others.values.get(i));
        }
        return quotients;
    }

    /** Median, smallest and largest value. */
    public String summary() {
        return String.format(
                Locale.ROOT, "%.2f (%.2f\u2013%.2f)", median(), Collections.min(values), Collections.max(values));
    }
}
