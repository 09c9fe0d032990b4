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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rebuilds the request behind a reply from the rows that hold its parts. Stateless. */
final class RequestRestorer {

    private final MessageReader messages;
    private final Calendar calendar;

    RequestRestorer(MessageReader messages, Calendar calendar) {
        this.messages = messages;
        this.calendar = calendar;
    }

    /**
     * The body of the request, as JSON: its parameters as they were written, its messages in order.
     *
     * <p>What cannot be given so is told under {@code "mes"}: {@code unparsed} with the text of a {@code body} that was no
     * JSON object, {@code format} where the request was no chat completion and its messages are given in the shape of one all
     * the same, {@code truncated} where a limit cut off the copy, {@code undecoded} where nothing could be read.
     */
    String restore(ConversationEntry entry, String replyId) throws SQLException {
        StoredMessage first = one(entry, one(entry, replyId).firstReply());
        if (!first.holdsRequest()) {
            throw missing(replyId);
        }
        List<String> context = first.requestContext();
        Map<String, StoredMessage> found = messages.find(entry.key(), likeliestFirst(entry, context), context);
        List<StoredMessage> sent = new ArrayList<>();
        for (String id : context) {
            // A request may hold the same message more than once.
            sent.add(Optional.ofNullable(found.get(id)).orElseThrow(() -> missing(id)));
        }
        sent.addAll(line(entry, first));
        return first.isRequestUnparsed() ? unparsed(first, sent) : request(first, sent);
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

    private static String request(StoredMessage first, List<StoredMessage> sent) {
        Map<String, String> request = new LinkedHashMap<>(first.requestParameters());
        if (!sent.isEmpty()) {
            request.put(
                    "messages",
                    sent.stream().map(StoredMessage::toExactJson).collect(Collectors.joining(",", "[", "]")));
        }
        JsonObjectWriter note = new JsonObjectWriter()
                .string(Facts.FORMAT, first.requestFormat())
                .flag(Facts.TRUNCATED, first.isRequestTruncated())
                .flag(Facts.UNDECODED, first.isRequestUndecoded());
        if (!note.isEmpty()) {
            request.put(Facts.MES, note.toString());
        }
        return JsonText.object(request);
    }

    private static NotFoundException missing(String id) {
        return new NotFoundException("There is no message " + id + " in this conversation");
    }

    private StoredMessage one(ConversationEntry entry, String id) throws SQLException {
        StoredMessage message = messages.find(entry.key(), likeliestFirst(entry, List.of(id)), List.of(id))
                .get(id);
        if (message == null) {
            throw missing(id);
        }
        return message;
    }

    /** The part of the line that was sent: from the reply's parent back to where the request began. */
    private List<StoredMessage> line(ConversationEntry entry, StoredMessage reply) throws SQLException {
        String from = reply.requestFrom();
        String last = reply.parent();
        if (last == null || (from != null && from.isEmpty())) {
            return List.of();
        }
        Map<String, StoredMessage> candidates = messages.between(entry.key(), entry.partitions(), from, last);
        List<StoredMessage> line = new ArrayList<>();
        StoredMessage message = candidates.remove(last);
        while (message != null) {
            line.add(message);
            boolean begun = message.messageId().equals(from);
            message = begun ? null : candidates.remove(parentOf(message));
        }
        Collections.reverse(line);
        return line;
    }

    /** Removing a message as it is met ends the walk even where rows of somebody else's form a circle. */
    private static String parentOf(StoredMessage message) {
        String parent = message.parent();
        return parent == null ? "" : parent;
    }

    /** The conversation's partitions, those first in which the ids say that they were written. */
    private List<Partition> likeliestFirst(ConversationEntry entry, List<String> ids) {
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
