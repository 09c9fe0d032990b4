package io.mes.storage.service;

import io.mes.storage.catalogue.CompletionPlace;
import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.query.StoredCompletion;
import io.mes.storage.query.StoredCompletion.Choice;
import io.mes.storage.read.CompletionReader;
import io.mes.storage.read.CompletionRows;
import io.mes.storage.read.CompletionRows.Reply;
import io.mes.storage.read.ConversationReader;
import io.mes.storage.read.MessageReader;
import io.mes.storage.row.StoredMessage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts completions together from their replies and from what these refer to. Use once. */
final class CompletionAssembler {

    private final MessageReader messages;
    private final ConversationReader conversations;
    private final Set<String> wanted;

    /** Large fields of requests that are not in the reply itself, by the reply that holds them. */
    private final Map<String, Map<String, String>> shared = new HashMap<>();

    private long budget = CompletionRows.PAGE_CHARACTERS;
    private int reached;

    /**
     * An assembler.
     *
     * @param wanted names of fields of the request
     */
    CompletionAssembler(MessageReader messages, ConversationReader conversations, Set<String> wanted) {
        this.messages = messages;
        this.conversations = conversations;
        this.wanted = wanted;
    }

    /**
     * Completions in the order of their places, the first in any case, others as long as they fit a page. Those that are not
     * there any more are left out.
     *
     * @param replies see {@link CompletionRows#read}
     */
    List<StoredCompletion> assemble(List<CompletionPlace> places, Map<String, List<Reply>> replies)
            throws SQLException {
        List<StoredCompletion> completions = new ArrayList<>();
        for (CompletionPlace place : places) {
            List<Reply> its = replies.get(place.messageId());
            if (its == null || budget <= 0) {
                break;
            }
            reached++;
            if (!its.isEmpty() && its.get(0).message().holdsRequest()) {
                completions.add(assemble(place, its));
            }
        }
        return completions;
    }

    /** How many of the places were gone through. */
    int reached() {
        return reached;
    }

    private StoredCompletion assemble(CompletionPlace place, List<Reply> replies) throws SQLException {
        Reply first = replies.get(0);
        Map<String, String> parameters = parameters(place, first.message());
        parameters.values().forEach(value -> budget -= value.length());
        replies.forEach(reply -> budget -= reply.message().characters());
        String called = place.named() ? first.message().responseId() : null;
        return new StoredCompletion(
                called != null ? called : CompletionReader.ownId(place.messageId()),
                place.conversation().conversationId(),
                first.message(),
                replies.stream().map(CompletionAssembler::choice).toList(),
                first.createdAt(),
                first.model(),
                first.usage(),
                parameters);
    }

    private static Choice choice(Reply reply) {
        String full = reply.message().longFinishReason();
        return new Choice(reply.message(), full != null ? full : reply.finishReason());
    }

    private Map<String, String> parameters(CompletionPlace place, StoredMessage first) throws SQLException {
        Map<String, String> parameters = new LinkedHashMap<>(first.requestParameters());
        parameters.keySet().retainAll(wanted);
        Map<String, String> holders = first.sharedParameters();
        holders.keySet().retainAll(wanted);
        load(place, new LinkedHashSet<>(holders.values()));
        holders.forEach((name, holder) -> {
            String value = shared.getOrDefault(holder, Map.of()).get(name);
            if (value != null) {
                parameters.put(name, value);
            }
        });
        return parameters;
    }

    /** Of the holders that are not known yet what is wanted of their requests. */
    private void load(CompletionPlace place, Set<String> holders) throws SQLException {
        holders.removeAll(shared.keySet());
        if (holders.isEmpty()) {
            return;
        }
        List<String> ids = List.copyOf(holders);
        keep(messages.find(place.conversation(), List.of(place.partition()), ids));
        holders.removeAll(shared.keySet());
        @Nullable ConversationEntry entry = holders.isEmpty() ? null : conversations.find(place.conversation());
        if (entry != null) {
            // Written before daily partitioning was switched on or off.
            keep(messages.find(place.conversation(), entry.partitions(), List.copyOf(holders)));
        }
    }

    private void keep(Map<String, StoredMessage> found) {
        found.forEach((id, message) -> {
            Map<String, String> parameters = new HashMap<>(message.requestParameters());
            parameters.keySet().retainAll(wanted);
            shared.put(id, parameters);
        });
    }
}
