package com.example.gateway;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Answers chats, in one piece or as a stream. */
@RestController
class ModelController {

    @PostMapping({"/v1/chat/completions", "/api/v1/chat/completions"})
    Object chat(@RequestBody Map<String, Object> request) {
        return Boolean.TRUE.equals(request.get("stream")) ? stream() : completion();
    }

    private static Map<String, Object> completion() {
        Map<String, Object> message = Map.of("role", "assistant", "content", "grüß dich");
        return Map.of(
                "model", "m", "choices", List.of(Map.of("index", 0, "message", message, "finish_reason", "stop")));
    }

    private static SseEmitter stream() {
        SseEmitter emitter = new SseEmitter();
        Thread model = new Thread(() -> send(emitter));
        model.start();
        return emitter;
    }

    private static void send(SseEmitter emitter) {
        try {
            for (String piece : List.of("piece ", "by piece")) {
                Map<String, Object> delta = Map.of("role", "assistant", "content", piece);
                emitter.send(
                        Map.of("choices", List.of(Map.of("index", 0, "delta", delta))), MediaType.APPLICATION_JSON);
            }
            emitter.send("[DONE]");
            emitter.complete();
        } catch (IOException e) {
            emitter.completeWithError(e);
        }
    }
}
