package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ConversationStats;
import io.mes.storage.query.ConversationSummary;
import io.mes.storage.query.ErrorQuery;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.Page;
import io.mes.storage.query.StoredError;
import io.mes.storage.row.StoredMessage;
import io.mes.storage.service.QueryService;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a store must tell, kept in memory beside the database. */
final class ExpectedHistory {

    private final Map<ConversationKey, List<Said>> messages = new TreeMap<>();
    private final Map<ConversationKey, List<Said>> errors = new TreeMap<>();

    private record Said(
            String conversationId, long at, LocalDate day, String content, String title, String model, long tokens) {}

    /**
     * A message.
     *
     * @param content as JSON, as the store gives it
     * @param title what a conversation is called that begins with it; empty for none
     */
    void addMessage(
            ConversationKey key, long at, LocalDate day, String content, String title, String model, long tokens) {
        add(messages, key, new Said(key.conversationId(), at, day, content, title, model, tokens));
    }

    void addError(ConversationKey key, long at, LocalDate day, String content, String model) {
        add(errors, key, new Said(key.conversationId(), at, day, content, "", model, 0));
    }

    private static synchronized void add(Map<ConversationKey, List<Said>> to, ConversationKey key, Said said) {
        to.computeIfAbsent(key, k -> new ArrayList<>()).add(said);
    }

    void delete(ConversationKey key) {
        messages.remove(key);
        errors.remove(key);
    }

    List<ConversationKey> conversations() {
        return List.copyOf(messages.keySet());
    }

    /** The contents of a conversation, each as JSON. */
    List<String> contents(ConversationKey key) {
        return inOrder(messages.getOrDefault(key, List.of())).stream()
                .map(Said::content)
                .toList();
    }

    /** Checks everything that a store can be asked. */
    void assertToldBy(ConversationStore store) {
        TreeSet<Long> users = new TreeSet<>();
        messages.keySet().forEach(key -> users.add(key.userId()));
        errors.keySet().forEach(key -> users.add(key.userId()));
        assertThat(users).isNotEmpty();
        for (long user : users) {
            assertThat(listed(store.queries(), user)).containsExactlyInAnyOrderElementsOf(summaries(user));
            assertThat(store.queries().stats(user)).isEqualTo(stats(user));
            assertThat(failed(store.queries(), user)).containsExactlyInAnyOrderElementsOf(errors(user));
        }
        for (ConversationKey key : messages.keySet()) {
            assertThat(said(store.queries(), key)).as("%s", key).containsExactlyElementsOf(contents(key));
        }
        assertThat(store.administration().recount(false)).satisfies(recount -> {
            assertThat(recount.wrongConversations()).isZero();
            assertThat(recount.wrongUsage()).isZero();
        });
    }

    private static List<ConversationSummary> listed(QueryService queries, long user) {
        return all(after -> queries.conversations(user, new ConversationQuery(100, 0, after, null, null, null, null)));
    }

    private static List<String> failed(QueryService queries, long user) {
        List<StoredError> found = all(after -> queries.errors(user, new ErrorQuery(100, after)));
        return found.stream()
                .map(error -> error.conversationId() + "|" + error.createdAt() + "|"
                        + error.message().toFields().get("content"))
                .toList();
    }

    /** All messages of a conversation, as the store gives them page by page. */
    static List<String> said(QueryService queries, ConversationKey key) {
        List<StoredMessage> found =
                all(after -> queries.messages(key.userId(), key.conversationId(), new MessageQuery(1000, after, true)));
        return found.stream()
                .map(message -> String.valueOf(message.toFields().get("content")))
                .toList();
    }

    private static <T> List<T> all(Function<@Nullable String, Page<T>> pages) {
        List<T> items = new ArrayList<>();
        @Nullable String after = null;
        do {
            Page<T> page = pages.apply(after);
            items.addAll(page.items());
            after = page.next();
        } while (after != null);
        return items;
    }

    private List<String> errors(long user) {
        return of(errors, user).stream()
                .map(said -> said.conversationId() + "|" + said.at() + "|" + said.content())
                .toList();
    }

    private List<ConversationSummary> summaries(long user) {
        return messages.entrySet().stream()
                .filter(entry -> entry.getKey().userId() == user)
                .map(entry -> summary(entry.getKey().conversationId(), inOrder(entry.getValue())))
                .toList();
    }

    private static ConversationSummary summary(String id, List<Said> said) {
        List<String> models =
                said.stream().map(Said::model).filter(model -> !model.isEmpty()).toList();
        return new ConversationSummary(
                id,
                said.stream()
                        .map(Said::title)
                        .filter(title -> !title.isEmpty())
                        .findFirst()
                        .orElse(""),
                models.isEmpty() ? "" : models.get(models.size() - 1),
                said.size(),
                said.stream().mapToLong(Said::tokens).sum(),
                said.get(0).at(),
                said.get(said.size() - 1).at());
    }

    private ConversationStats stats(long user) {
        List<Said> said = of(messages, user);
        return new ConversationStats(
                messages.keySet().stream().filter(key -> key.userId() == user).count(),
                said.size(),
                said.stream().mapToLong(Said::tokens).sum(),
                said.stream().collect(Collectors.groupingBy(Said::model, Collectors.counting())),
                said.stream().collect(Collectors.groupingBy(one -> one.day().toString(), Collectors.counting())));
    }

    private static List<Said> of(Map<ConversationKey, List<Said>> all, long user) {
        return all.entrySet().stream()
                .filter(entry -> entry.getKey().userId() == user)
                .map(Map.Entry::getValue)
                .flatMap(Collection::stream)
                .toList();
    }

    private static List<Said> inOrder(List<Said> said) {
        return said.stream().sorted(Comparator.comparingLong(Said::at)).toList();
    }
}
