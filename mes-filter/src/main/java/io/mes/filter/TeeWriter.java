package io.mes.filter;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Copies characters as the application writes them.
 *
 * <p>Every call goes to the container's own writer as it came. An encoder of our own would have to be flushed at the end,
 * which would change how the response is framed.
 */
final class TeeWriter extends PrintWriter {

    private final PrintWriter delegate;
    private final ExchangeRecorder recorder;
    private final CharRecorder copy;

    TeeWriter(PrintWriter delegate, ExchangeRecorder recorder) {
        super(delegate);
        this.delegate = delegate;
        this.recorder = recorder;
        this.copy = new CharRecorder(recorder::sending, StandardCharsets.UTF_8);
    }

    private void copy(String text) {
        copy.write(text);
    }

    @Override
    public void write(int c) {
        copy(String.valueOf((char) c));
        delegate.write(c);
    }

    @Override
    public void write(char[] chars, int offset, int length) {
        copy(new String(chars, offset, length));
        delegate.write(chars, offset, length);
    }

    @Override
    public void write(String text, int offset, int length) {
        copy(text.substring(offset, offset + length));
        delegate.write(text, offset, length);
    }

    @Override
    public void println() {
        copy("\n");
        delegate.println();
    }

    @Override
    @SuppressWarnings("AnnotateFormatMethod")
    public PrintWriter format(String format, Object... arguments) {
        write(String.format(format, arguments));
        return this;
    }

    @Override
    @SuppressWarnings("AnnotateFormatMethod")
    public PrintWriter format(Locale locale, String format, Object... arguments) {
        write(String.format(locale, format, arguments));
        return this;
    }

    @Override
    public void flush() {
        delegate.flush();
        recorder.flushed();
    }

    /** The record ends before. */
    @Override
    public void close() {
        recorder.closing();
        delegate.close();
    }

    /** A writer tells of a client that went away only when it is asked, and asking flushes: we never ask ourselves. */
    @Override
    public boolean checkError() {
        boolean error = delegate.checkError();
        if (error) {
            recorder.clientGone();
        }
        return error;
    }
}
