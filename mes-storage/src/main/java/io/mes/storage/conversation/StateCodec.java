package io.mes.storage.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link ConversationState} as the text that stands in the catalogue, and reads it back.
 *
 * <p>Fields are separated by {@code ;}, list elements by {@code ,}: version, length, prefix, beforeTail, tail, context, lead,
 * branches, ends, stragglers, parameters, appending. A link is {@code id=hash}, its siblings follow behind {@code |}. Numbers are
 * written to base 32. The text is read and written with every exchange, so it is short: an id in links is
 * {@code exchange-position}, and the position alone where the exchange is that of the link before. Stateless; safe on any thread.
 */
public final class StateCodec {

    private static final String VERSION = "4";
    private static final int FIELDS = 12;
    private static final int BASE = 32;

    private StateCodec() {}

    /** The state as text without line breaks. */
    public static String encode(ConversationState state) {
        StringBuilder out = new StringBuilder(64 + 40 * state.tail().size());
        out.append(VERSION).append(';').append(number(state.length())).append(';');
        out.append(number(state.prefix())).append(';').append(state.beforeTail());
        appendLinks(out.append(';'), state.tail());
        appendLinks(out.append(';'), state.context());
        out.append(';').append(String.join(",", state.lead()));
        appendEach(
                out,
                state.branches(),
                one -> out.append(one.first()).append('>').append(one.parent()));
        appendEach(out, state.ends(), one -> appendEnd(out, one));
        appendEach(out, state.stragglers(), one -> appendStraggler(out, one));
        appendEach(out, state.parameters(), one -> appendParameter(out, one));
        return out.append(';').append(state.appending() ? '1' : '0').toString();
    }

    private static <T> void appendEach(StringBuilder out, List<T> elements, Consumer<T> appender) {
        char separator = ';';
        for (T element : elements) {
            out.append(separator);
            appender.accept(element);
            separator = ',';
        }
        if (elements.isEmpty()) {
            out.append(separator);
        }
    }

    private static void appendEnd(StringBuilder out, LineEnd end) {
        out.append(end.messageId()).append('=').append(number(end.length())).append('=');
        out.append(number(end.hash()));
    }

    private static void appendStraggler(StringBuilder out, Straggler one) {
        out.append(one.exchange()).append('=').append(one.after()).append('=').append(one.onLine() ? '1' : '0');
    }

    private static void appendParameter(StringBuilder out, SharedParameter one) {
        out.append(one.name()).append('=').append(one.digest()).append('=');
        out.append(one.holder()).append('=').append(one.home());
    }

    private static String number(long value) {
        return Long.toUnsignedString(value, BASE);
    }

    private static long number(String text) {
        return Long.parseUnsignedLong(text, BASE);
    }

    private static void appendLinks(StringBuilder out, List<Link> links) {
        String separator = "";
        String exchange = "";
        for (Link link : links) {
            out.append(separator);
            exchange = appendLink(out, link, exchange);
            for (Link sibling : link.siblings()) {
                exchange = appendLink(out.append('|'), sibling, exchange);
            }
            separator = ",";
        }
    }

    /** Appends a link behind one of an exchange; returns its own exchange. */
    private static String appendLink(StringBuilder out, Link link, String before) {
        String exchange = MessageIds.exchangeOf(link.messageId());
        if (!exchange.equals(before)) {
            out.append(exchange).append('-');
        }
        out.append(MessageIds.positionOf(link.messageId())).append('=').append(number(link.hash()));
        return exchange;
    }

    /**
     * The state that was written; {@link ConversationState#EMPTY} for null, for the text of another version, and for one
     * that somebody damaged: at worst messages are stored again.
     */
    public static ConversationState decode(@Nullable String text) {
        String[] fields = text == null ? new String[0] : text.split(";", -1);
        if (fields.length != FIELDS || !fields[0].equals(VERSION)) {
            return ConversationState.EMPTY;
        }
        try {
            return decode(fields);
        } catch (NumberFormatException | IndexOutOfBoundsException damaged) {
            return ConversationState.EMPTY;
        }
    }

    private static ConversationState decode(String[] fields) {
        return new ConversationState(
                number(fields[1]),
                number(fields[2]),
                fields[3],
                links(fields[4]),
                links(fields[5]),
                elements(fields[6]),
                branches(fields[7]),
                ends(fields[8]),
                stragglers(fields[9]),
                parameters(fields[10]),
                fields[11].equals("1"));
    }

    private static List<String> elements(String field) {
        return field.isEmpty() ? List.of() : List.of(field.split(","));
    }

    private static List<Link> links(String field) {
        List<Link> links = new ArrayList<>();
        String exchange = "";
        for (String element : elements(field)) {
            List<Link> alternatives = new ArrayList<>();
            for (String link : element.split("\\|")) {
                Link read = link(link, exchange);
                exchange = MessageIds.exchangeOf(read.messageId());
                alternatives.add(read);
            }
            Link first = alternatives.remove(0);
            links.add(new Link(first.messageId(), first.hash(), List.copyOf(alternatives)));
        }
        return List.copyOf(links);
    }

    private static Link link(String text, String before) {
        int equals = text.indexOf('=');
        int dash = text.lastIndexOf('-', equals);
        String exchange = dash < 0 ? before : text.substring(0, dash);
        int position = Integer.parseInt(text, dash + 1, equals, 10);
        return new Link(MessageIds.of(exchange, position), number(text.substring(equals + 1)));
    }

    private static List<Branch> branches(String field) {
        List<Branch> branches = new ArrayList<>();
        for (String element : elements(field)) {
            int arrow = element.indexOf('>');
            branches.add(new Branch(element.substring(0, arrow), element.substring(arrow + 1)));
        }
        return List.copyOf(branches);
    }

    private static List<LineEnd> ends(String field) {
        List<LineEnd> ends = new ArrayList<>();
        for (String element : elements(field)) {
            String[] parts = element.split("=", 3);
            ends.add(new LineEnd(parts[0], number(parts[1]), number(parts[2])));
        }
        return List.copyOf(ends);
    }

    private static List<Straggler> stragglers(String field) {
        List<Straggler> stragglers = new ArrayList<>();
        for (String element : elements(field)) {
            String[] parts = element.split("=", 3);
            stragglers.add(new Straggler(parts[0], parts[1], parts[2].equals("1")));
        }
        return List.copyOf(stragglers);
    }

    private static List<SharedParameter> parameters(String field) {
        List<SharedParameter> parameters = new ArrayList<>();
        for (String element : elements(field)) {
            String[] parts = element.split("=", 4);
            parameters.add(new SharedParameter(parts[0], parts[1], parts[2], parts[3]));
        }
        return List.copyOf(parameters);
    }
}
