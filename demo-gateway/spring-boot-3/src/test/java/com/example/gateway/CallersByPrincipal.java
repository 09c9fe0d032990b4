package com.example.gateway;

import io.mes.filter.IdentityResolver;
import io.mes.storage.exchange.Identity;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** An application that says who asks by the bean of the page, and begins to answer when its request has lost its thread. */
@Configuration
@Profile("principal")
class CallersByPrincipal {

    @Bean
    CountDownLatch left() {
        return new CountDownLatch(1);
    }

    @Bean
    IdentityResolver identity() {
        return request -> Optional.ofNullable(request.getUserPrincipal())
                .map(caller -> new Identity(Long.parseLong(caller.getName()), 0, 0, false));
    }

    /** In front of everything, so that when a request comes back to it nothing knows it any more. */
    @Bean
    FilterRegistrationBean<?> leaving(CountDownLatch left) {
        FilterRegistrationBean<?> leaving = new FilterRegistrationBean<>((request, response, chain) -> {
            chain.doFilter(request, response);
            left.countDown();
        });
        leaving.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return leaving;
    }

    @RestController
    @Profile("principal")
    static class LateModel {

        private final CountDownLatch left;

        LateModel(CountDownLatch left) {
            this.left = left;
        }

        @PostMapping("/late/v1/chat/completions")
        SseEmitter stream(@RequestBody Map<String, Object> request) {
            SseEmitter emitter = new SseEmitter();
            new Thread(() -> send(emitter)).start();
            return emitter;
        }

        private void send(SseEmitter emitter) {
            try {
                left.await();
                Map<String, Object> delta = Map.of("role", "assistant", "content", "late");
                emitter.send(
                        Map.of("choices", List.of(Map.of("index", 0, "delta", delta))), MediaType.APPLICATION_JSON);
                emitter.send("[DONE]");
                emitter.complete();
            } catch (IOException | InterruptedException e) {
                emitter.completeWithError(e);
            }
        }
    }
}
