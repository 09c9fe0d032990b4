package io.mes.filter;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

    /** Where text is sent in one of these it can be known how many bytes are. */
    private final boolean utf8;

    private final boolean latin1;

    /**
     * A writer over the container's.
     *
     * @param charset in which the container's writes
     */
    TeeWriter(PrintWriter delegate, ExchangeRecorder recorder, @Nullable String charset) {
        super(delegate);
        this.delegate = delegate;
        this.recorder = recorder;
        this.copy = new CharRecorder(this::sending, StandardCharsets.UTF_8);
        this.utf8 = StandardCharsets.UTF_8.name().equalsIgnoreCase(charset);
        this.latin1 = StandardCharsets.ISO_8859_1.name().equalsIgnoreCase(charset);
    }

    private void sending(byte[] copied) {
        recorder.sending(copied, utf8 || (latin1 && isAscii(copied)));
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** Copies first, unless the container may refuse the write. */
    private void copied(String text, Runnable write) {
        if (recorder.exceedsLength(text.length())) {
            guarded(write);
            copy.write(text);
        } else {
            copy.write(text);
            guarded(write);
        }
    }

    /** See {@link TeeOutputStream}: a failure that the container's writer keeps to itself, Tomcat may stumble over. */
    private void guarded(Runnable write) {
        try {
            write.run();
        } catch (NullPointerException e) {
            recorder.sendingFailed();
            throw e;
        }
    }

    @Override
    public void write(int c) {
        copied(String.valueOf((char) c), () -> delegate.write(c));
    }

    @Override
    public void write(char[] chars, int offset, int length) {
        copied(new String(chars, offset, length), () -> delegate.write(chars, offset, length));
    }

    @Override
    public void write(String text, int offset, int length) {
        copied(text.substring(offset, offset + length), () -> delegate.write(text, offset, length));
    }

    @Override
    public void println() {
        copied("\n", delegate::println);
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
        guarded(delegate::flush);
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
            recorder.sendingFailed();
        }
        return error;
    }
}
