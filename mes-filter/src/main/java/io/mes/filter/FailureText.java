package io.mes.filter;

import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;

/** What an application threw, in one text: class and message, without the stack, which is the log's. */
final class FailureText {

    /** As much as is kept of what an error's body says. */
    private static final int LONGEST = 8192;

    /** Exceptions that only wrap others, one in the other; causes may go round in circles. */
    private static final int MAX_WRAPPERS = 10;

    private FailureText() {}

    /** The text. Frameworks wrap what was thrown in a {@link ServletException}; then it tells of that. Never throws. */
    static String of(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; i < MAX_WRAPPERS && cause instanceof ServletException && cause.getCause() != null; i++) {
            cause = cause.getCause();
        }
        String message = message(cause);
        String name = cause.getClass().getName();
        String text = message == null || message.isBlank() ? name : name + ": " + message;
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    private static @Nullable String message(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (RuntimeException itsOwn) {
            return null;
        }
    }
}
