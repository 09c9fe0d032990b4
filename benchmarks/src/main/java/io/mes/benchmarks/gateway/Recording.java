package io.mes.benchmarks.gateway;

import jakarta.servlet.Filter;
import org.jspecify.annotations.Nullable;

/** What stands in a gateway to record what passes. */
interface Recording extends AutoCloseable {

    /** A gateway in which nothing does. */
    Recording NONE = new Recording() {
        @Override
        public @Nullable Filter filter() {
            return null;
        }

        @Override
        public long recorded() {
            return 0;
        }

        @Override
        public void close() {}
    };

    /** The filter; null for none. */
    @Nullable
    Filter filter();

    /** How many exchanges have been recorded, as soon as all that have ended are on their way to the disk no longer. */
    long recorded();

    @Override
    void close();
}
