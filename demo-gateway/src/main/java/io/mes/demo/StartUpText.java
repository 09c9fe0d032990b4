package io.mes.demo;

import java.net.URI;

/** What the gateway prints when it has started: what it does, and commands to try it. Holds no key but the demo's. */
final class StartUpText {

    private StartUpText() {}

    static String of(Gateway gateway) {
        GatewayConfig config = gateway.config();
        String base = "http://localhost:" + gateway.port();
        URI upstream = config.upstream();
        String model = upstream == null
                ? "a simulated model, because UPSTREAM_BASE_URL is not set"
                : "the upstream " + upstream;
        String key = config.usesDefaultKeys()
                ? "KEY=sk-demo-alice   # for user 1; sk-demo-bob is user 2. Set GATEWAY_KEYS before others can reach this."
                : "KEY=…   # one of GATEWAY_KEYS";
        return """

               MES demo gateway at %1$s/v1
               Answers come from %2$s.
               Conversations are kept in %3$s.

               Try it:

                 %4$s

                 # a chat
                 curl -s %1$s/v1/chat/completions -H "Authorization: Bearer $KEY" \\
                   -H 'Content-Type: application/json' -H 'X-Conversation-Id: first' \\
                   -d '{"model":"%5$s","messages":[{"role":"user","content":"Hello!"}]}'

                 # a streamed chat
                 curl -sN %1$s/v1/chat/completions -H "Authorization: Bearer $KEY" \\
                   -H 'Content-Type: application/json' -H 'X-Conversation-Id: second' \\
                   -d '{"model":"%5$s","stream":true,"messages":[{"role":"user","content":"Tell me more."}]}'

                 # what was said
                 curl -s %1$s/api/v1/conversations -H "Authorization: Bearer $KEY"
                 curl -s %1$s/api/v1/conversations/first -H "Authorization: Bearer $KEY"
               """.formatted(
                        base,
                        model,
                        gateway.store().config().dsn().displayAddress(),
                        key,
                        upstream == null ? "simulated" : "your-model");
    }
}
