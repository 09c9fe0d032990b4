package io.mes.storage.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.exchange.WireFormat;
import org.junit.jupiter.api.Test;

/** Verifies that what was answered is the same message when the next request brings it back in its own format. */
final class ResentReplyTest {

    private static ChatMessage answered(WireFormat format, String stream) {
        return Parsing.response(format, 200, stream).replies().get(0).message();
    }

    private static ChatMessage resent(WireFormat format, String request) {
        return Parsing.request(format, request).messages().get(0);
    }

    @Test
    void shouldRecogniseTheBlocksOfAnAnthropicAnswer() {
        ChatMessage answered = answered(WireFormat.MESSAGES, """
                data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"Hm","signature":"s"}}

                data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Let me see"}}

                data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"f","input":{}}}

                data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\": \\"\\\\u00fc\\"}"}}

                data: {"type":"content_block_stop","index":2}

                """);
        ChatMessage resent = resent(WireFormat.MESSAGES, """
                {"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"Hm","signature":"s"},\
                {"type":"text","text":"Let me see","cache_control":{"type":"ephemeral"}},\
                {"type":"tool_use","id":"toolu_1","name":"f","input":{"a":"\u00FC"}}]}]}""");

        assertThat(resent.fingerprint()).isEqualTo(answered.fingerprint());
    }

    @Test
    void shouldRecogniseTheItemsOfAResponse() {
        ChatMessage answered = answered(WireFormat.RESPONSES, """
                data: {"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[]}}

                data: {"type":"response.output_text.delta","output_index":1,"content_index":0,"delta":"Let me see"}

                data: {"type":"response.output_item.done","output_index":2,"item":{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"}}

                data: {"type":"response.output_item.done","output_index":3,"item":{"type":"function_call","call_id":"c2","name":"g","arguments":"{}"}}

                """);
        ChatMessage resent = resent(WireFormat.RESPONSES, """
                {"input":[{"type":"reasoning","id":"rs_1","summary":[]},\
                {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Let me see","annotations":[]}]},\
                {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},\
                {"type":"function_call","call_id":"c2","name":"g","arguments":"{}"},\
                {"type":"function_call_output","call_id":"c1","output":"1"}]}""");

        assertThat(resent.fingerprint()).isEqualTo(answered.fingerprint());
    }
}
