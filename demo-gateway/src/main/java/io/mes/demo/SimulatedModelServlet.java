package io.mes.demo;

import io.mes.storage.json.JsonSyntaxException;
import io.mes.storage.json.JsonValues;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/** Answers like an OpenAI server, without a model: enough to try everything out with nothing from outside. */
final class SimulatedModelServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String BAD_REQUEST = "invalid_request_error";

    /** Not the same as before the last start. */
    private final String ids = "chatcmpl-sim-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX) + "-";

    private final AtomicLong answers = new AtomicLong();
    private final transient ScheduledExecutorService clock = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "simulated-model");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if ("/models".equals(request.getPathInfo())) {
            send(response, SimulatedAnswer.models());
        } else {
            notFound(response);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!"/chat/completions".equals(request.getPathInfo())) {
            notFound(response);
            return;
        }
        Object parsed;
        try {
            parsed = JsonValues.read(body);
        } catch (JsonSyntaxException e) {
            OpenAiError.send(response, 400, "The body is not JSON", BAD_REQUEST, null);
            return;
        }
        if (!(parsed instanceof Map<?, ?> chat) || !(chat.get("messages") instanceof List<?> messages)) {
            OpenAiError.send(response, 400, "The body has no list \"messages\"", BAD_REQUEST, null);
            return;
        }
        SimulatedAnswer answer = SimulatedAnswer.to(chat, messages, ids + answers.incrementAndGet());
        if (Boolean.TRUE.equals(chat.get("stream"))) {
            stream(request, response, answer);
        } else {
            send(response, answer.toJson());
        }
    }

    private void stream(HttpServletRequest request, HttpServletResponse response, SimulatedAnswer answer)
            throws IOException {
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-cache");
        response.flushBuffer();
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        new SimulatedStream(async, answer.chunks(), clock).start();
    }

    private static void send(HttpServletResponse response, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private static void notFound(HttpServletResponse response) throws IOException {
        OpenAiError.send(
                response, 404, "The simulated model knows /v1/chat/completions and /v1/models", BAD_REQUEST, null);
    }

    @Override
    public void destroy() {
        clock.shutdownNow();
    }
}
