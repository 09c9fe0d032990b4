package io.mes.storage.parse;

import static io.mes.storage.parse.Parsing.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.chat.Chats;
import io.mes.storage.chat.Content;
import io.mes.storage.exchange.Body;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.json.JsonReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays every stream of the {@link Catalogue}: in pieces, which must make no difference, and cut off anywhere. */
final class ReplayTest {

    private static final ExchangeParser PARSER = new ExchangeParser(16 << 20);

    /** Streams whose text does not grow at its end: what comes late belongs before what came early. */
    private static final Set<String> OUT_OF_ORDER = Set.of("messages-streams: blocks interleaved and out of order");

    static List<Catalogue.Entry> streams() {
        return Catalogue.entries(Catalogue.ANSWERS).stream()
                .filter(Catalogue.Entry::isStream)
                .toList();
    }

    private static ChatResponse parse(Catalogue.Entry entry, List<byte[]> pieces) {
        int length = pieces.stream().mapToInt(piece -> piece.length).sum();
        return PARSER.parse(Exchange.builder("id-1", entry.format(), Chats.NOW)
                        .ended(entry.status(), Outcome.COMPLETED)
                        .response(Body.of(pieces, length, length), null)
                        .build())
                .response();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void shouldGiveTheSameInTwoPiecesWhereverTheyMeet(Catalogue.Entry entry) {
        byte[] stream = bytes(entry.body());
        for (int at = 0; at <= stream.length; at++) {
            List<byte[]> pieces = List.of(Arrays.copyOf(stream, at), Arrays.copyOfRange(stream, at, stream.length));
            assertThat(Parsing.show(parse(entry, pieces)))
                    .as("%s, split at %d", entry, at)
                    .isEqualTo(entry.expected());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void shouldGiveTheSameInManyPieces(Catalogue.Entry entry) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] stream = bytes(entry.body());
        for (int run = 0; run < 50; run++) {
            List<byte[]> pieces = new ArrayList<>();
            int longest = 1 + random.nextInt(40);
            for (int start = 0, end; start < stream.length; start = end) {
                end = Math.min(stream.length, start + random.nextInt(longest + 1));
                pieces.add(Arrays.copyOfRange(stream, start, end));
            }
            assertThat(Parsing.show(parse(entry, pieces)))
                    .as("%s, seed %d, run %d", entry, seed, run)
                    .isEqualTo(entry.expected());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void shouldGiveAPrefixWhereverItIsCutOff(Catalogue.Entry entry) {
        byte[] stream = bytes(entry.body());
        ChatResponse whole = parse(entry, List.of(stream));
        for (int length = 0; length < stream.length; length++) {
            ChatResponse cut = parse(entry, List.of(Arrays.copyOf(stream, length)));
            assertThat(cut.replies().isEmpty() && cut.error() == null)
                    .as("%s, nothing at %d", entry, length)
                    .isFalse();
            for (ChatReply reply : cut.replies()) {
                if (!reply.facts().containsKey("unparsed") && !OUT_OF_ORDER.contains(entry.name())) {
                    assertPrefix(reply, whole, entry + ", cut at " + length);
                }
            }
        }
    }

    private static void assertPrefix(ChatReply cut, ChatResponse whole, String where) {
        for (String part : List.of("content", "reasoning_content", "refusal", "arguments")) {
            String said = said(cut, part);
            String all = whole.replies().stream()
                    .filter(reply -> reply.choice() == cut.choice())
                    .map(reply -> said(reply, part))
                    .findFirst()
                    .orElse("");
            assertThat(all).as("%s of %s", part, where).startsWith(said);
        }
    }

    private static String said(ChatReply reply, String part) {
        if (part.equals("content")) {
            return reply.message().content() instanceof Content.Text text ? text.value() : "";
        }
        if (part.equals("arguments")) {
            return arguments(reply.message().fields().getOrDefault("tool_calls", "[]"));
        }
        String field = reply.message().fields().get(part);
        return field == null ? "" : String.valueOf(JsonReader.of(field).string());
    }

    /** Of the first call; those of the others come in between while they are streamed. */
    private static String arguments(String calls) {
        List<String> arguments = new ArrayList<>();
        JsonReader.of(calls)
                .elements(call -> call.fields((name, value) -> value.fields((inner, field) -> {
                    if (inner.equals("arguments") || inner.equals("input")) {
                        arguments.add(field.string());
                    }
                })));
        return arguments.isEmpty() ? "" : arguments.get(0);
    }
}
