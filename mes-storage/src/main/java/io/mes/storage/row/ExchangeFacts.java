package io.mes.storage.row;

import io.mes.storage.chat.Captured;
import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatError;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.conversation.Placement;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Notes what concerns an exchange as a whole. */
final class ExchangeFacts {

    private ExchangeFacts() {}

    /**
     * How it went, for message and error rows alike.
     *
     * @param holders see {@link Placement#holders}
     */
    static void noteCourse(JsonObjectWriter facts, Chat chat, Map<String, String> holders) {
        Exchange exchange = chat.exchange();
        Duration firstByte = exchange.firstByte();
        boolean broken = exchange.outcome() != Outcome.COMPLETED;
        ChatError error = chat.response().error();
        boolean asChat = exchange.format() == WireFormat.CHAT_COMPLETIONS;
        facts.string(Facts.FORMAT, asChat ? null : exchange.format().label())
                .number(Facts.STATUS, (long) exchange.status())
                .number(Facts.LATENCY, exchange.latency().toMillis())
                .number(Facts.FIRST_BYTE, firstByte == null ? null : firstByte.toMillis())
                .string(Facts.OUTCOME, broken ? exchange.outcome().name().toLowerCase(Locale.ROOT) : null)
                .string(Facts.TRUNCATED, either(chat, Captured::truncated))
                .string(Facts.UNDECODED, either(chat, captured -> captured.undecoded() != null))
                .raw(Facts.ERROR, error == null ? null : error.raw());
        noteRequest(facts, chat.request(), holders);
    }

    /** A body that a limit cut off is no JSON either, but there is nothing to be learned from its text. */
    private static void noteRequest(JsonObjectWriter facts, ChatRequest request, Map<String, String> holders) {
        boolean unparsed = !request.wellFormed() && request.captured().equals(Captured.WHOLE);
        facts.flag(Facts.UNPARSED, unparsed)
                .string(Facts.REQUEST_BODY, unparsed && !request.isBodyAsMessage() ? request.malformedBody() : null)
                .raw(Facts.REQUEST, JsonText.object(without(request.parameters(), holders.keySet())));
        if (!holders.isEmpty()) {
            JsonObjectWriter shared = new JsonObjectWriter();
            holders.forEach(shared::string);
            facts.raw(Facts.REQUEST_SHARED, shared.toString());
        }
    }

    private static Map<String, String> without(Map<String, String> parameters, Set<String> shared) {
        if (shared.isEmpty()) {
            return parameters;
        }
        Map<String, String> rest = new LinkedHashMap<>(parameters);
        shared.forEach(name -> rest.put(name, "null"));
        return rest;
    }

    /** What was answered and which messages it answered. */
    static void noteAnswer(JsonObjectWriter facts, Chat chat, Placement placement) {
        ChatResponse response = chat.response();
        boolean otherModel = response.model() != null
                && !response.model().equals(chat.request().model());
        facts.string(Facts.RESPONSE_ID, response.id())
                .string(Facts.RESPONSE_MODEL, otherModel ? response.model() : null)
                .flag(Facts.PARTIAL, isPartial(chat))
                .raw(Facts.REQUEST_CONTEXT, ids(placement.context()))
                .string(Facts.REQUEST_FROM, placement.from());
        if (!response.facts().isEmpty()) {
            facts.raw(Facts.RESPONSE, JsonText.object(response.facts()));
        }
    }

    /** Whether the answer did not come to its own end. */
    static boolean isPartial(Chat chat) {
        return chat.exchange().outcome() != Outcome.COMPLETED
                || !chat.response().complete()
                || chat.response().error() != null
                || !chat.response().captured().equals(Captured.WHOLE);
    }

    private static @Nullable String either(Chat chat, Predicate<Captured> lacks) {
        boolean request = lacks.test(chat.request().captured());
        boolean response = lacks.test(chat.response().captured());
        return request && response ? "both" : request ? "request" : response ? "response" : null;
    }

    private static @Nullable String ids(List<String> ids) {
        return ids.isEmpty() ? null : ids.stream().map(JsonText::quote).collect(Collectors.joining(",", "[", "]"));
    }
}
