package com.example.gateway;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Begins an answer and never goes on with it. */
@RestController
@Profile("hanging")
class HangingModel {

    @PostMapping("/hanging/v1/chat/completions")
    SseEmitter stream(@RequestBody Map<String, Object> request) throws IOException {
        SseEmitter emitter = new SseEmitter(0L);
        Map<String, Object> delta = Map.of("role", "assistant", "content", "begun");
        emitter.send(Map.of("choices", List.of(Map.of("index", 0, "delta", delta))), MediaType.APPLICATION_JSON);
        return emitter;
    }
}
