package io.mes.benchmarks.gateway;

import jakarta.servlet.Filter;
import java.nio.file.Path;
import org.zalando.logbook.Correlation;
import org.zalando.logbook.HttpLogWriter;
import org.zalando.logbook.Logbook;
import org.zalando.logbook.Precorrelation;
import org.zalando.logbook.core.DefaultHttpLogFormatter;
import org.zalando.logbook.core.DefaultSink;
import org.zalando.logbook.servlet.LogbookFilter;

/** Zalando's Logbook with its defaults and its plain form, of which the JSON form is a dearer variant. */
final class LogbookRecording implements Recording {

    private final LogFile log;

    LogbookRecording(Path directory) {
        this.log = new LogFile(directory.resolve("logbook.log"));
    }

    @Override
    public Filter filter() {
        HttpLogWriter writer = new HttpLogWriter() {
            @Override
            public void write(Precorrelation correlation, String request) {
                log.write(request);
            }

            @Override
            public void write(Correlation correlation, String response) {
                log.write(response);
            }
        };
        return new LogbookFilter(Logbook.builder()
                .sink(new DefaultSink(new DefaultHttpLogFormatter(), writer))
                .build());
    }

    /** An exchange is two entries. */
    @Override
    public long recorded() {
        return log.written() / 2;
    }

    @Override
    public void close() {
        log.close();
    }
}
