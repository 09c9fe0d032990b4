package io.mes.storage.redact;

import io.mes.storage.stats.FailureLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A redactor that keeps nothing of a text for which another one fails. */
final class FailClosedRedactor implements Redactor {

    static final String NOTHING_KEPT = "[redaction failed]";

    private static final Logger log = LoggerFactory.getLogger(FailClosedRedactor.class);

    private final Redactor redactor;
    private final FailureLog failures = new FailureLog(log);

    FailClosedRedactor(Redactor redactor) {
        this.redactor = redactor;
    }

    @Override
    public String redact(String text) {
        try {
            return redactor.redact(text);
        } catch (RuntimeException | StackOverflowError e) {
            failures.warn("A text could not be redacted and is not kept", describe(e));
            return NOTHING_KEPT;
        }
    }

    /** The stack of an overflow is as long as it is useless. */
    private static Throwable describe(Throwable e) {
        return e instanceof StackOverflowError
                ? new IllegalStateException("The pattern nests too deep for the thread's stack")
                : e;
    }
}
