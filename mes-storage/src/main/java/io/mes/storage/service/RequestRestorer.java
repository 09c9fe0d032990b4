package io.mes.storage.service;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.conversation.MessageIds;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.json.JsonText;
import io.mes.storage.partition.Calendar;
import io.mes.storage.query.NotFoundException;
import io.mes.storage.read.MessageReader;
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
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rebuilds the request behind a reply from the rows that hold its parts. Stateless. */
final class RequestRestorer {

    private final MessageReader messages;
    private final Calendar calendar;

    RequestRestorer(MessageReader messages, Calendar calendar) {
        this.messages = messages;
        this.calendar = calendar;
    }

    /** The body of the request, as JSON: its parameters as they were written, its messages in order. */
    String restore(ConversationEntry entry, String replyId) throws SQLException {
        StoredMessage first = one(entry, one(entry, replyId).firstReply());
        if (!first.holdsRequest()) {
            throw new NotFoundException("There is no reply " + replyId + " in this conversation");
        }
        List<String> restored = new ArrayList<>();
        List<String> context = first.requestContext();
        messages.find(entry.key(), likeliestFirst(entry, context), context)
                .values()
                .forEach(message -> restored.add(message.toJson()));
        line(entry, first).forEach(message -> restored.add(message.toJson()));

        Map<String, String> request = new LinkedHashMap<>(first.requestParameters());
        request.put("messages", "[" + String.join(",", restored) + "]");
        return JsonText.object(request);
    }

    private StoredMessage one(ConversationEntry entry, String id) throws SQLException {
        StoredMessage message = messages.find(entry.key(), likeliestFirst(entry, List.of(id)), List.of(id))
                .get(id);
        if (message == null) {
            throw new NotFoundException("There is no reply " + id + " in this conversation");
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
