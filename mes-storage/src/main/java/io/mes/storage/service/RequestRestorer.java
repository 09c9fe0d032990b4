package io.mes.storage.service;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.conversation.MessageIds;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonText;
import io.mes.storage.partition.Calendar;
import io.mes.storage.query.NotFoundException;
import io.mes.storage.read.MessageReader;
import io.mes.storage.row.Facts;
import io.mes.storage.row.Partition;
import io.mes.storage.row.StoredMessage;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rebuilds the request behind a reply from the rows that hold its parts. Use once. */
final class RequestRestorer {

    private final MessageReader messages;
    private final Calendar calendar;
    private final ConversationEntry entry;

    /** Whether something was looked for that is not there any more. */
    private boolean incomplete;

    RequestRestorer(MessageReader messages, Calendar calendar, ConversationEntry entry) {
        this.messages = messages;
        this.calendar = calendar;
        this.entry = entry;
    }

    /**
     * The body of the request, as JSON: its parameters as they were written, its messages in order.
     *
     * <p>What cannot be given so is told under {@code "mes"}: {@code unparsed} with the text of a {@code body} that was no
     * JSON object, {@code format} where the request was no chat completion and its messages are given in the shape of one all
     * the same, {@code truncated} where a limit cut off the copy, {@code undecoded} where nothing could be read,
     * {@code incomplete} where part of it was said on a day that is dropped.
     *
     * @throws NotFoundException if the conversation has no such reply
     */
    String restore(String replyId) throws SQLException {
        StoredMessage first = firstReply(replyId);
        List<StoredMessage> sent = sent(first);
        return first.isRequestUnparsed() ? unparsed(first, sent) : request(first, sent);
    }

    /**
     * The messages of the request, in order.
     *
     * @throws NotFoundException if the conversation has no such reply
     */
    List<StoredMessage> messages(String replyId) throws SQLException {
        return sent(firstReply(replyId));
    }

    /** Whether part of what was asked for was said on a day that is dropped. */
    boolean isIncomplete() {
        return incomplete;
    }

    private StoredMessage firstReply(String replyId) throws SQLException {
        if (!JsonText.isStorable(replyId)) {
            throw missing(replyId);
        }
        StoredMessage first = one(one(replyId).firstReply());
        if (!first.holdsRequest()) {
            throw missing(replyId);
        }
        return first;
    }

    private List<StoredMessage> sent(StoredMessage first) throws SQLException {
        List<StoredMessage> sent = new ArrayList<>(context(first.requestContext()));
        sent.addAll(line(first));
        return sent;
    }

    private static String unparsed(StoredMessage first, List<StoredMessage> sent) {
        String body = first.requestBody();
        if (body == null && !sent.isEmpty()) {
            body = sent.get(sent.size() - 1).toFields().get("content");
        }
        JsonObjectWriter note =
                new JsonObjectWriter().flag(Facts.UNPARSED, true).raw("body", body);
        return new JsonObjectWriter().raw(Facts.MES, note.toString()).toString();
    }

    private String request(StoredMessage first, List<StoredMessage> sent) throws SQLException {
        Map<String, String> request = new LinkedHashMap<>(first.requestParameters());
        restoreShared(request, first.sharedParameters());
        if (!sent.isEmpty()) {
            request.put(
                    "messages",
                    sent.stream().map(StoredMessage::toExactJson).collect(Collectors.joining(",", "[", "]")));
        }
        JsonObjectWriter note = new JsonObjectWriter()
                .string(Facts.FORMAT, first.requestFormat())
                .flag(Facts.TRUNCATED, first.isRequestTruncated())
                .flag(Facts.UNDECODED, first.isRequestUndecoded())
                .flag("incomplete", incomplete);
        if (!note.isEmpty()) {
            request.put(Facts.MES, note.toString());
        }
        return JsonText.object(request);
    }

    /** Puts in what an earlier reply holds. */
    private void restoreShared(Map<String, String> request, Map<String, String> holders) throws SQLException {
        Map<String, StoredMessage> found = find(List.copyOf(holders.values()));
        holders.forEach((name, holder) -> {
            StoredMessage reply = found.get(holder);
            String value = reply == null ? null : reply.requestParameters().get(name);
            if (value == null) {
                incomplete = true;
            } else {
                request.put(name, value);
            }
        });
    }

    private static NotFoundException missing(String id) {
        return new NotFoundException("There is no message " + id + " in this conversation");
    }

    private StoredMessage one(String id) throws SQLException {
        StoredMessage message = find(List.of(id)).get(id);
        if (message == null) {
            throw missing(id);
        }
        return message;
    }

    private Map<String, StoredMessage> find(List<String> ids) throws SQLException {
        return ids.isEmpty() ? Map.of() : messages.find(entry.key(), likeliestFirst(ids), ids);
    }

    /** What stood before the line. A request may hold the same message more than once. */
    private List<StoredMessage> context(List<String> ids) throws SQLException {
        Map<String, StoredMessage> found = find(ids);
        incomplete |= !found.keySet().containsAll(ids);
        return ids.stream().filter(found::containsKey).map(found::get).toList();
    }

    /** The part of the line that was sent: from the reply's parent back to where the request began. */
    private List<StoredMessage> line(StoredMessage reply) throws SQLException {
        String from = reply.requestFrom();
        String parent = reply.parent();
        String next = parent == null || (from != null && from.isEmpty()) ? "" : parent;
        Map<String, StoredMessage> candidates = new HashMap<>();
        Set<String> visited = new HashSet<>();
        List<StoredMessage> line = new ArrayList<>();
        // Rows of somebody else's may form a circle.
        while (!next.isEmpty() && visited.add(next)) {
            if (!candidates.containsKey(next)) {
                // Mostly once: what precedes a message has lesser ids, unless it came late.
                candidates.putAll(messages.between(entry.key(), entry.partitions(), lesser(from, next), next));
            }
            StoredMessage message = candidates.get(next);
            if (message == null) {
                incomplete = true;
                break;
            }
            line.add(message);
            next = message.messageId().equals(from) ? "" : parentOf(message);
        }
        Collections.reverse(line);
        return line;
    }

    private static @Nullable String lesser(@Nullable String from, String next) {
        return from == null || from.compareTo(next) > 0 ? null : from;
    }

    private static String parentOf(StoredMessage message) {
        String parent = message.parent();
        return parent == null ? "" : parent;
    }

    /** The conversation's partitions, those first in which the ids say that they were written. */
    private List<Partition> likeliestFirst(List<String> ids) {
        Set<Partition> ordered = new LinkedHashSet<>();
        for (String id : ids) {
            Partition written = writtenTo(id);
            if (written != null && entry.partitions().contains(written)) {
                ordered.add(written);
            }
        }
        ordered.addAll(entry.partitions());
        return List.copyOf(ordered);
    }

    private @Nullable Partition writtenTo(String messageId) {
        OptionalLong millis = ExchangeIds.epochMillisOf(MessageIds.exchangeOf(messageId));
        return millis.isEmpty() ? null : calendar.partitionOf(Instant.ofEpochMilli(millis.getAsLong()));
    }
}
