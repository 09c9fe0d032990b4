package io.mes.storage.conversation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link ConversationState} as the text that stands in the catalogue, and reads it back.
 *
 * <p>Fields are separated by {@code ;}, list elements by {@code ,}: version, length, prefix, beforeTail, tail, context,
 * lead, branches, appending. A link is {@code id=hash}, its siblings follow behind {@code |}. Numbers are hexadecimal.
 */
public final class StateCodec {

    private static final String VERSION = "1";
    private static final int FIELDS = 9;

    private StateCodec() {}

    /** The state as text without line breaks. */
    public static String encode(ConversationState state) {
        StringBuilder out = new StringBuilder(64 + 48 * state.tail().size());
        out.append(VERSION).append(';').append(Long.toHexString(state.length())).append(';');
        out.append(Long.toHexString(state.prefix())).append(';').append(state.beforeTail());
        appendLinks(out.append(';'), state.tail());
        appendLinks(out.append(';'), state.context());
        out.append(';').append(String.join(",", state.lead())).append(';');
        String separator = "";
        for (Branch branch : state.branches()) {
            out.append(separator).append(branch.first()).append('>').append(branch.parent());
            separator = ",";
        }
        return out.append(';').append(state.appending() ? '1' : '0').toString();
    }

    private static void appendLinks(StringBuilder out, List<Link> links) {
        String separator = "";
        for (Link link : links) {
            out.append(separator);
            appendLink(out, link);
            link.siblings().forEach(sibling -> appendLink(out.append('|'), sibling));
            separator = ",";
        }
    }

    private static void appendLink(StringBuilder out, Link link) {
        out.append(link.messageId()).append('=').append(Long.toHexString(link.hash()));
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
                Long.parseUnsignedLong(fields[1], 16),
                Long.parseUnsignedLong(fields[2], 16),
                fields[3],
                links(fields[4]),
                links(fields[5]),
                elements(fields[6]),
                branches(fields[7]),
                fields[8].equals("1"));
    }

    private static List<String> elements(String field) {
        return field.isEmpty() ? List.of() : List.of(field.split(","));
    }

    private static List<Link> links(String field) {
        List<Link> links = new ArrayList<>();
        for (String element : elements(field)) {
            List<Link> alternatives = new ArrayList<>();
            for (String link : element.split("\\|")) {
                int equals = link.indexOf('=');
                long hash = Long.parseUnsignedLong(link.substring(equals + 1), 16);
                alternatives.add(new Link(link.substring(0, equals), hash));
            }
            Link first = alternatives.remove(0);
            links.add(new Link(first.messageId(), first.hash(), List.copyOf(alternatives)));
        }
        return List.copyOf(links);
    }

    private static List<Branch> branches(String field) {
        List<Branch> branches = new ArrayList<>();
        for (String element : elements(field)) {
            int arrow = element.indexOf('>');
            branches.add(new Branch(element.substring(0, arrow), element.substring(arrow + 1)));
        }
        return List.copyOf(branches);
    }
}
