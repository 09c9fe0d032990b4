package io.mes.storage.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatMessage;
import io.mes.storage.conversation.Evidence;
import io.mes.storage.conversation.Placement;
import io.mes.storage.conversation.Threading;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.row.ErrorRowAssembler;
import io.mes.storage.row.RowAssembler;
import io.mes.storage.row.Title;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says whether a chat came back from the spool as it was. */
public final class SameChat {

    private SameChat() {}

    /** Encodes and decodes a chat, and compares. */
    public static void assertSurvives(Chat chat) throws UndecodableChatException {
        assertSame(ChatCodec.decode(ChatCodec.encode(chat)), chat);
    }

    /** Compares values, the order of fields, and all that is made of a chat. */
    static void assertSame(Chat actual, Chat expected) {
        assertThat(facts(actual.exchange())).isEqualTo(facts(expected.exchange()));
        assertThat(actual.exchange().bytes()).isZero();
        assertThat(actual.request()).isEqualTo(expected.request());
        assertThat(actual.response()).isEqualTo(expected.response());
        assertThat(orders(actual)).isEqualTo(orders(expected));
        assertThat(rows(actual)).isEqualTo(rows(expected));
    }

    private static List<Object> facts(Exchange exchange) {
        List<Object> facts = new ArrayList<>();
        facts.add(exchange.id());
        facts.add(exchange.format());
        facts.add(exchange.completedAt());
        facts.add(exchange.latency());
        facts.add(exchange.firstByte());
        facts.add(exchange.status());
        facts.add(exchange.outcome());
        facts.add(exchange.identity());
        facts.add(exchange.clientIp());
        facts.add(exchange.conversationId());
        facts.add(exchange.headers());
        facts.add(exchange.requestEncoding());
        facts.add(exchange.responseEncoding());
        return facts;
    }

    private static List<List<Map.Entry<String, String>>> orders(Chat chat) {
        List<Map<String, String>> fields = new ArrayList<>();
        fields.add(chat.request().parameters());
        fields.add(chat.response().facts());
        chat.request().messages().stream().map(ChatMessage::fields).forEach(fields::add);
        chat.response().replies().forEach(reply -> {
            fields.add(reply.facts());
            fields.add(reply.message().fields());
        });
        return fields.stream().map(map -> List.copyOf(map.entrySet())).toList();
    }

    private static List<Object> rows(Chat chat) {
        Placement placement = Threading.placeAlone(chat);
        List<Object> rows = new ArrayList<>(new RowAssembler(chat, "c", false, placement).messages());
        rows.addAll(new ErrorRowAssembler(chat, "c", placement).errors());
        rows.add(placement.next());
        rows.add(Title.of(chat.request().messages()));
        rows.add(Evidence.of(
                chat,
                List.copyOf(chat.exchange().headers().keySet().stream().sorted().toList())));
        return rows;
    }
}
