package io.mes.storage.parse;

import static io.mes.storage.parse.Parsing.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.chat.Chat;
import io.mes.storage.exchange.WireFormat;
import org.junit.jupiter.api.Test;

/** Verifies what is kept of the request that a response repeats. */
final class EchoTest {

    private static final String RESPONSE = "{\"status\":\"completed\",\"output\":[],\"instructions\":\"s\","
            + "\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"strict\":true}],\"temperature\":1.0}";

    private static Chat chat(WireFormat format, String request) {
        return Parsing.chat(format, bytes(request), null, bytes(RESPONSE), 200);
    }

    @Test
    void shouldNotKeepToolsAndInstructionsTwice() {
        Chat chat = chat(
                WireFormat.RESPONSES,
                "{\"input\":\"q\",\"instructions\":\"s\",\"temperature\":1,\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]}");

        assertThat(chat.response().facts()).containsOnlyKeys("status", "temperature");
        assertThat(chat.request().parameters()).containsKey("tools");
        assertThat(chat.request().messages()).hasSize(2);
    }

    @Test
    void shouldKeepWhatTheRequestDoesNotHold() {
        assertThat(chat(WireFormat.RESPONSES, "{\"input\":\"q\"}").response().facts())
                .containsOnlyKeys("status", "instructions", "tools", "temperature");
    }
}
