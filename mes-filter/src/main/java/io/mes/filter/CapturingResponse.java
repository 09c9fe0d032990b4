package io.mes.filter;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** A response whose body is copied as the application writes it. Forgets the copy when the container forgets the body. */
final class CapturingResponse extends HttpServletResponseWrapper {

    private final HttpServletResponse original;
    private final ExchangeRecorder recorder;
    private @Nullable TeeOutputStream stream;
    private @Nullable TeeWriter writer;

    CapturingResponse(HttpServletResponse response, ExchangeRecorder recorder) {
        super(response);
        this.original = response;
        this.recorder = recorder;
    }

    static boolean isIn(ServletResponse response, ExchangeRecorder recorder) {
        ServletResponse inner = response;
        while (inner instanceof ServletResponseWrapper wrapper) {
            if (wrapper instanceof CapturingResponse ours && ours.recorder == recorder) {
                return true;
            }
            inner = wrapper.getResponse();
        }
        return false;
    }

    /** Whether a response would be the container's own if it were not for us. */
    static boolean isAllThatWraps(ServletResponse response) {
        return response instanceof CapturingResponse ours && !(ours.getResponse() instanceof ServletResponseWrapper);
    }

    /** Tomcat puts a response before its own that ignores what is not an included servlet's to do. */
    @Override
    public void setResponse(ServletResponse response) {
        super.setResponse(response);
        recorder.dispatches().behindStandIn(response != original);
    }

    /** Its own response Tomcat would ask for neither of both: where that has consequences, it is refused both. */
    private void refuseAtEndOfForward(boolean withoutConsequences) {
        ForwardEnd end = recorder.dispatches().forwardEnd();
        if (end != null && end.isNow() && (recorder.isAnsweredWithError() || !withoutConsequences)) {
            throw new IllegalStateException("The forward is over");
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        refuseAtEndOfForward(true);
        ServletOutputStream containers = super.getOutputStream();
        TeeOutputStream tee = stream;
        if (tee == null) {
            tee = new TeeOutputStream(containers, recorder);
            stream = tee;
        }
        return tee;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        refuseAtEndOfForward(writer != null);
        PrintWriter containers = super.getWriter();
        TeeWriter tee = writer;
        if (tee == null) {
            tee = new TeeWriter(containers, recorder, getCharacterEncoding());
            writer = tee;
        }
        return tee;
    }

    /** As when the stream is flushed. */
    @Override
    public void flushBuffer() throws IOException {
        try {
            super.flushBuffer();
            recorder.flushed();
        } catch (IOException | NullPointerException e) {
            recorder.sendingFailed();
            throw e;
        }
    }

    @Override
    public void reset() {
        super.reset();
        if (recorder.dispatches().ignoreReset()) {
            return;
        }
        recorder.discarded();
        // After a reset the application may ask for the other of stream and writer.
        stream = null;
        writer = null;
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        recorder.bufferDiscarded();
    }

    @Override
    public void sendError(int status) throws IOException {
        sendError(status, null, () -> super.sendError(status));
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        sendError(status, message, () -> super.sendError(status, message));
    }

    private interface ErrorSender {
        void send() throws IOException;
    }

    /**
     * Jetty breaks off on a negative status, calls no listener any more, and may take the response back at once: the record
     * ends before. Any other error that comes when the response is under way is refused, and the application may go on.
     */
    private void sendError(int status, @Nullable String message, ErrorSender sender) throws IOException {
        if (recorder.dispatches().ignoreHead()) {
            sender.send();
        } else if (status < 0) {
            recorder.brokenOff();
            recorder.complete();
            sender.send();
        } else if (isCommitted()) {
            recorder.brokenOff();
            sender.send();
        } else {
            sender.send();
            recorder.answeredWithError(status, message);
        }
    }

    @Override
    public void setContentLength(int length) {
        boolean taken = takesHead();
        super.setContentLength(length);
        noteLength(taken, Integer.toString(length));
    }

    @Override
    public void setContentLengthLong(long length) {
        boolean taken = takesHead();
        super.setContentLengthLong(length);
        noteLength(taken, Long.toString(length));
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        boolean taken = "Content-Length".equalsIgnoreCase(name) && takesHead();
        super.setHeader(name, value);
        noteLength(taken, value);
    }

    @Override
    public void addHeader(String name, String value) {
        boolean taken = "Content-Length".equalsIgnoreCase(name) && takesHead();
        super.addHeader(name, value);
        noteLength(taken, value);
    }

    @Override
    public void setIntHeader(String name, int value) {
        boolean taken = "Content-Length".equalsIgnoreCase(name) && takesHead();
        super.setIntHeader(name, value);
        noteLength(taken, Integer.toString(value));
    }

    @Override
    public void addIntHeader(String name, int value) {
        boolean taken = "Content-Length".equalsIgnoreCase(name) && takesHead();
        super.addIntHeader(name, value);
        noteLength(taken, Integer.toString(value));
    }

    /** Whether the container still heeds what concerns the head: not behind its commit, nor inside an include. */
    private boolean takesHead() {
        return !recorder.dispatches().ignoreHead() && !isCommitted();
    }

    private void noteLength(boolean taken, @Nullable String length) {
        if (taken) {
            recorder.declaredLength(length);
        }
    }

    /** The container takes nothing more then. */
    @Override
    public void sendRedirect(String location) throws IOException {
        super.sendRedirect(location);
        redirected(true);
    }

    /** Of Servlet 6.1, where all other redirects come down to this one. */
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        NewerServlet.sendRedirect((HttpServletResponse) getResponse(), location, status, clearBuffer);
        redirected(clearBuffer);
    }

    private void redirected(boolean bufferCleared) {
        if (bufferCleared && !recorder.dispatches().ignoreReset()) {
            recorder.bufferDiscarded();
        }
        if (!recorder.dispatches().ignoreHead()) {
            recorder.complete();
        }
    }
}
