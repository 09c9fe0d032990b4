package io.mes.storage.spool;

import io.mes.storage.chat.Captured;
import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatError;
import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.chat.Content;
import io.mes.storage.chat.Usage;
import io.mes.storage.exchange.Body;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.exchange.Identity;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Makes chats of every kind that there can be, and of some that there cannot. */
final class RandomChats {

    private static final ExchangeIds IDS = new ExchangeIds();
    private static final String[] LETTERS = {"a", "é", "\0", "\n", "\"", "中", "\uD83D\uDE00", "\uD83D", "\uDE00", "ÿ"};

    private final Random random;

    RandomChats(long seed) {
        this.random = new Random(seed);
    }

    Chat next() {
        return new Chat(exchange(), request(), response());
    }

    private Exchange exchange() {
        Instant completedAt =
                Instant.ofEpochSecond(1_700_000_000L + random.nextInt(100_000_000), random.nextInt(1 << 29));
        Exchange.Builder exchange = Exchange.builder(
                        IDS.next(completedAt.toEpochMilli()), oneOf(WireFormat.values()), completedAt)
                .timing(Duration.ofNanos(random.nextLong() >>> 20), maybe(() -> Duration.ofNanos(random.nextInt())))
                .ended(random.nextInt(700), oneOf(Outcome.values()))
                .caller(
                        new Identity(random.nextLong(), random.nextInt(), random.nextInt(), random.nextBoolean()),
                        maybe(this::text))
                .conversationId(maybe(this::text))
                .request(Body.of(new byte[] {1, 2}), maybe(this::text))
                .response(Body.of(new byte[] {3}), maybe(this::text));
        return exchange.headers(fields()).build();
    }

    private ChatRequest request() {
        return new ChatRequest(
                maybe(this::text), maybe(this::text), list(this::message), fields(), random.nextBoolean(), captured());
    }

    private ChatResponse response() {
        return new ChatResponse(
                maybe(this::text),
                maybe(this::text),
                list(() ->
                        new ChatReply(random.nextInt() >> random.nextInt(31), message(), maybe(this::text), fields())),
                new Usage(random.nextInt(), random.nextLong(), random.nextLong(), maybe(this::json)),
                maybe(() -> new ChatError(random.nextInt(600), text(), maybe(this::json))),
                fields(),
                random.nextBoolean(),
                random.nextBoolean(),
                captured());
    }

    private Captured captured() {
        return new Captured(random.nextInt(4) == 0, random.nextInt(4) == 0 ? "br" : null);
    }

    private ChatMessage message() {
        Content content = switch (random.nextInt(6)) {
            case 0 -> new Content.Json(json());
            case 1 -> new Content.Bare(json());
            case 2 -> Content.None.NULL;
            case 3 -> Content.None.ABSENT;
            default -> new Content.Text(text());
        };
        return random.nextBoolean()
                ? new ChatMessage(maybe(this::text), content, fields())
                : new ChatMessage(maybe(this::text), content, fields(), random.nextLong());
    }

    private Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            fields.put(random.nextInt(5) == 0 ? "mes" : text(), json());
        }
        return fields;
    }

    private String json() {
        return random.nextBoolean() ? JsonText.quote(text()) : "[" + random.nextInt() + "]";
    }

    /** Mostly of one alphabet, for each has a form of its own. */
    private String text() {
        int letters = 1 + random.nextInt(LETTERS.length);
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(random.nextInt(50) == 0 ? 40_000 : 30); i > 0; i--) {
            text.append(LETTERS[random.nextInt(8) == 0 ? random.nextInt(letters) : letters / 2]);
        }
        return text.toString();
    }

    private <T> T maybe(Supplier<T> value) {
        return random.nextInt(3) == 0 ? null : value.get();
    }

    private <T> T oneOf(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> List<T> list(Supplier<T> element) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            list.add(element.get());
        }
        return list;
    }
}
