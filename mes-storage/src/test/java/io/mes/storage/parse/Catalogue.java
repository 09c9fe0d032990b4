package io.mes.storage.parse;

import io.mes.storage.exchange.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The catalogues beside this class: small bodies, one for each oddity that was seen on the wire.
 *
 * <p>An entry: {@code == [status] what it shows}, the body, {@code =>}, and what {@link Parsing#show} writes of it. What a
 * catalogue is called begins with its format, unless that is chat completions.
 */
final class Catalogue {

    static final List<String> ANSWERS = List.of(
            "framing",
            "errors",
            "azure",
            "finish",
            "usage",
            "tools",
            "reasoning",
            "identity",
            "json",
            "mixed",
            "completions-answers",
            "responses-answers",
            "responses-streams",
            "messages-answers",
            "messages-streams");

    static final List<String> REQUESTS = List.of("completions-requests", "responses-requests", "messages-requests");

    /** A body and what is to become of it. */
    record Entry(WireFormat format, String name, int status, String body, String expected) {

        /** Whether the body is a stream of events. */
        boolean isStream() {
            return SseEvents.looksLikeEvents(body);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private Catalogue() {}

    static List<Entry> entries(List<String> catalogues) {
        List<Entry> entries = new ArrayList<>();
        for (String catalogue : catalogues) {
            String text = read(catalogue);
            for (String entry : text.substring(text.indexOf("== ") + 3).split("\n== ")) {
                entries.add(entry(catalogue, entry));
            }
        }
        return entries;
    }

    static String read(String catalogue) {
        try (InputStream in = Catalogue.class.getResourceAsStream(catalogue + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(String catalogue, String entry) {
        int title = entry.indexOf('\n');
        int arrow = entry.indexOf("\n=>\n");
        String name = entry.substring(0, title);
        boolean hasStatus = name.matches("\\d{3} .*");
        int status = hasStatus ? Integer.parseInt(name.substring(0, 3)) : 200;
        String body = arrow <= title ? "" : entry.substring(title + 1, arrow);
        String expected = entry.substring(arrow + 4).strip();
        return new Entry(formatOf(catalogue), catalogue + ": " + name, status, body, expected);
    }

    private static WireFormat formatOf(String catalogue) {
        for (WireFormat format : WireFormat.values()) {
            if (catalogue.startsWith(format.label() + "-")) {
                return format;
            }
        }
        return WireFormat.CHAT_COMPLETIONS;
    }
}
