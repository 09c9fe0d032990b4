package io.mes.benchmarks.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a process takes, in megabytes.
 *
 * @param resident what the operating system has given it (Linux only, else 0)
 * @param heap what lives in the heap
 */
record Memory(double resident, double heap) {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double KILOBYTES = 1024;
    private static final double BYTES = KILOBYTES * KILOBYTES;

    /** That of this process, which collects its garbage for the purpose. */
    static Memory read() {
        double resident = residentNow();
        System.gc();
        return new Memory(
                resident,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / BYTES);
    }

    private static double residentNow() {
        if (!Files.exists(STATUS)) {
            return 0;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / KILOBYTES)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String toLine() {
        return String.format(Locale.ROOT, "%.2f %.2f", resident, heap);
    }

    static Memory ofLine(String line) {
        String[] words = line.strip().split(" ");
        return new Memory(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
    }
}
