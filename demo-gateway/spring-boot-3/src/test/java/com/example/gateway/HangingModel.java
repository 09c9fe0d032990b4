package com.example.gateway;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Begins an answer, and does not let itself be disturbed in not going on with it. */
@RestController
@Profile("hanging")
class HangingModel {

    static final CountDownLatch END = new CountDownLatch(1);

    @PostMapping("/hanging/v1/chat/completions")
    void stream(@RequestBody Map<String, Object> request, HttpServletResponse response) throws IOException {
        response.setContentType("text/event-stream");
        response.getOutputStream()
                .print("data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"begun\"}}]}\n\n");
        response.flushBuffer();
        while (END.getCount() > 0) {
            try {
                END.await();
            } catch (InterruptedException e) {
                // So does a thread that waits for a model in a library that swallows it.
            }
        }
    }
}
