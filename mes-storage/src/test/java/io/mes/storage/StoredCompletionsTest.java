package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.json.JsonText;
import io.mes.storage.query.CompletionMessageQuery;
import io.mes.storage.query.CompletionMessages;
import io.mes.storage.query.CompletionMetadata;
import io.mes.storage.query.CompletionPage;
import io.mes.storage.query.CompletionQuery;
import io.mes.storage.query.ConflictException;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.query.NotFoundException;
import io.mes.storage.query.StoredCompletion;
import io.mes.storage.redact.Redactor;
import io.mes.storage.service.CompletionService;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that single exchanges are listed, found, changed and deleted, each user's own only, whatever else is stored. */
@OnEveryEngine
@Timeout(60)
final class StoredCompletionsTest {

    private static final Set<String> PARAMETERS = Set.of("metadata", "tools", "temperature");
    private static final String MANY_TOOLS = "[\"" + "tool ".repeat(100) + "\"]";

    private final TestDatabase database;
    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");
    private TestStore store;

    StoredCompletionsTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
        open(config -> config.completions(true));
    }

    private void open(UnaryOperator<StorageConfig.Builder> change) {
        store = new TestStore(database, clock, change);
    }

    private void reopen(UnaryOperator<StorageConfig.Builder> change) {
        store.close();
        open(change);
    }

    @AfterEach
    void drop() {
        store.close();
        database.close();
    }

    private CompletionService completions() {
        return store.store().completions();
    }

    private static String answer(@Nullable String id, String... choices) {
        List<String> all = new ArrayList<>();
        for (String choice : choices) {
            all.add("{\"index\":" + all.size() + ",\"message\":" + TestStore.message("assistant", choice)
                    + ",\"finish_reason\":\"stop\"}");
        }
        return "{" + (id == null ? "" : "\"id\":" + JsonText.quote(id) + ",")
                + "\"model\":\"m-2026\",\"created\":1700000000,\"choices\":[" + String.join(",", all)
                + "],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}";
    }

    /** An exchange a second after the one before. */
    private Exchange.Builder exchange(
            @Nullable String conversation, @Nullable String id, String parameters, String... said) {
        clock.advance(Duration.ofSeconds(1));
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < said.length; i++) {
            messages.add(TestStore.message(i % 2 == 0 ? "user" : "assistant", said[i]));
        }
        String body = "{\"model\":\"m\"" + parameters + ",\"messages\":[" + String.join(",", messages) + "]}";
        return store.exchange(1, conversation, "[]", answer(id, "answer to " + said[said.length - 1]))
                .request(TestStore.body(body), null);
    }

    private void say(String id, String parameters, String said) {
        store.offer(exchange(null, id, parameters, said));
    }

    private StoredCompletion find(String id) {
        return completions().find(1, id, PARAMETERS);
    }

    private List<String> listed(CompletionQuery query) {
        return completions().list(1, query, PARAMETERS).items().stream()
                .map(StoredCompletion::id)
                .toList();
    }

    private List<String> all() {
        return listed(new CompletionQuery(100, null, false, null, List.of()));
    }

    private List<String> having(String... pairs) {
        List<Map.Entry<String, String>> metadata = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            metadata.add(Map.entry(pairs[i], pairs[i + 1]));
        }
        return listed(new CompletionQuery(100, null, false, null, metadata));
    }

    private static String said(StoredCompletion completion) {
        return String.valueOf(completion.choices().get(0).message().toFields().get("content"));
    }

    private void assertUnknown(String id) {
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> find(id));
    }

    private static CompletionMetadata metadata(String json) {
        return CompletionMetadata.ofBody("{\"metadata\":" + json + "}");
    }

    @Test
    void shouldListInTheOrderOfTheRequestsPageByPage() {
        for (int i = 1; i <= 5; i++) {
            say("id-" + i, "", "question " + i);
            clock.advance(Duration.ofHours(9));
        }
        for (boolean newestFirst : List.of(false, true)) {
            List<String> paged = new ArrayList<>();
            String after = null;
            CompletionPage page;
            do {
                page = completions().list(1, new CompletionQuery(2, after, newestFirst, null, List.of()), PARAMETERS);
                page.items().forEach(completion -> paged.add(completion.id()));
                after = paged.get(paged.size() - 1);
            } while (page.more());
            assertThat(paged)
                    .isEqualTo(
                            newestFirst
                                    ? List.of("id-5", "id-4", "id-3", "id-2", "id-1")
                                    : List.of("id-1", "id-2", "id-3", "id-4", "id-5"));
        }
        assertThat(completions()
                        .list(1, new CompletionQuery(5, "id-5", false, null, List.of()), PARAMETERS)
                        .items())
                .isEmpty();
    }

    @Test
    void shouldTellHowItWasAskedAndAnswered() {
        clock.advance(Duration.ofSeconds(1));
        store.offer(store.exchange(1, "c", "[]", answer("id-1", "one", "two", "three"))
                .request(
                        TestStore.body("{\"model\":\"m\",\"temperature\":0.50,\"n\":3,\"messages\":["
                                + TestStore.message("user", "hi") + "]}"),
                        null));

        StoredCompletion found = find("id-1");

        assertThat(found.conversationId()).isEqualTo("c");
        assertThat(found.model()).isEqualTo("m");
        assertThat(found.first().responseModel()).isEqualTo("m-2026");
        assertThat(found.first().responseFacts()).containsEntry("created", "1700000000");
        assertThat(found.choices())
                .extracting(choice -> choice.message().toFields().get("content"))
                .containsExactly("\"one\"", "\"two\"", "\"three\"");
        assertThat(found.choices())
                .allSatisfy(choice -> assertThat(choice.finishReason()).isEqualTo("stop"));
        assertThat(found.usage().totalTokens()).isEqualTo(3);
        assertThat(found.parameters()).containsExactly(Map.entry("temperature", "0.50"));
        assertThat(found.metadata()).isNull();
    }

    @Test
    void shouldFindByModelsAndMetadata() {
        say("id-1", ",\"metadata\":{\"team\":\"red\",\"run\":\"1\"}", "a");
        say("id-2", ",\"metadata\":{\"team\":\"red\",\"run\":\"2\",\"deep\":7}", "b");
        say("id-3", "", "c");
        store.offer(store.exchange(1, null, "[]", answer("id-4", "x"))
                .request(TestStore.body("{\"model\":\"other\",\"metadata\":\"none\",\"messages\":[]}"), null));

        assertThat(having("team", "red")).containsExactly("id-1", "id-2");
        assertThat(having("run", "2", "team", "red")).containsExactly("id-2");
        assertThat(having("deep", "7")).containsExactly("id-2");
        assertThat(having("team", "blue")).isEmpty();
        assertThat(having("team", "")).isEmpty();
        assertThat(having("teamred", "")).isEmpty();
        assertThat(listed(new CompletionQuery(10, null, false, "m", List.of())))
                .containsExactly("id-1", "id-2", "id-3");
        assertThat(listed(new CompletionQuery(10, null, true, "m-2026", List.of())))
                .containsExactly("id-4", "id-3", "id-2", "id-1");
        assertThat(listed(new CompletionQuery(1, "id-1", false, "m", List.of(Map.entry("team", "red")))))
                .containsExactly("id-2");
        assertThat(listed(new CompletionQuery(10, null, false, "other", List.of(Map.entry("team", "red")))))
                .isEmpty();
    }

    /** An upstream that counts from one again after each start, gives none, or one that cannot stand in an address. */
    @Test
    void shouldCallTheNewestByAnIdThatWasGivenTwiceAndOthersByTheirOwn() {
        say("twice", "", "first");
        say("twice", "", "second");
        store.offer(exchange(null, null, "", "without"));
        say("a/b", "", "with a slash");
        say("..", "", "two dots");
        say("é", "", "no ASCII");

        List<String> ids = all();

        assertThat(ids).hasSize(6).doesNotHaveDuplicates();
        assertThat(ids.get(1)).isEqualTo("twice");
        assertThat(ids).filteredOn(id -> id.matches("chatcmpl-[0-9a-z]{26}")).hasSize(5);
        assertThat(ids.stream().map(this::find).map(StoredCompletionsTest::said))
                .containsExactly(
                        "\"answer to first\"",
                        "\"answer to second\"",
                        "\"answer to without\"",
                        "\"answer to with a slash\"",
                        "\"answer to two dots\"",
                        "\"answer to no ASCII\"");
        // Its own id names it always, with and without what stands before it.
        String own = ids.get(0).substring("chatcmpl-".length());
        assertThat(said(find(own))).contains("first");
        assertUnknown(own.substring(1));
        assertUnknown("a/b");
    }

    @Test
    void shouldNotTakeAnOlderOneForTheNewestThatWasDeleted() {
        say("twice", "", "first");
        say("twice", "", "second");

        completions().delete(1, "twice");

        assertUnknown("twice");
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> completions().delete(1, "twice"));
        assertThat(all())
                .singleElement()
                .satisfies(id -> assertThat(said(find(id))).contains("first"));
    }

    @Test
    void shouldDeleteWhatHasItsConversationToItself() throws SQLException {
        say("id-1", ",\"metadata\":{\"k\":\"v\"}", "secret");
        say("id-2", ",\"metadata\":{\"k\":\"v\"}", "kept");
        Exchange.Builder late =
                exchange(find("id-1").conversationId(), "id-3", "", "secret", "answer to secret", "more");

        completions().delete(1, "id-1");
        store.offer(late);

        assertUnknown("id-1");
        assertUnknown("id-3");
        assertThat(all()).containsExactly("id-2");
        assertThat(having("k", "v")).containsExactly("id-2");
        assertThat(database.rows("SELECT content FROM conversation_histories_2026_11_22"))
                .containsExactlyInAnyOrder("kept", "answer to kept");
        assertThat(store.store().queries().stats(1).totalMessages()).isEqualTo(2);
        // Who deletes one after the other goes on behind what is gone.
        assertThat(listed(new CompletionQuery(10, "id-1", false, null, List.of())))
                .containsExactly("id-2");
        assertThat(listed(new CompletionQuery(10, "id-1", true, null, List.of())))
                .isEmpty();
    }

    @Test
    void shouldGoOnBehindADeletedOneThatHadNoIdOfItsUpstream() {
        store.offer(exchange(null, null, "", "first"));
        store.offer(exchange(null, null, "", "second"));
        List<String> ids = all();

        completions().delete(1, ids.get(0));

        assertUnknown(ids.get(0));
        assertThat(listed(new CompletionQuery(10, ids.get(0), false, null, List.of())))
                .containsExactly(ids.get(1));
    }

    @Test
    void shouldNotDeleteWhatOthersOfItsConversationHold() {
        store.offer(exchange("c", "id-1", "", "q1"));
        store.offer(exchange("c", "id-2", "", "q1", "answer to q1", "q2"));

        for (String id : List.of("id-1", "id-2")) {
            assertThatExceptionOfType(ConflictException.class)
                    .isThrownBy(() -> completions().delete(1, id))
                    .withMessageContaining("delete the conversation c as a whole");
        }
        assertThat(all()).containsExactly("id-1", "id-2");
        assertThat(store.contents(1, "c")).hasSize(4);

        store.store().queries().delete(1, "c");

        assertThat(all()).isEmpty();
        assertUnknown("id-1");
    }

    @Test
    void shouldDeleteWithItsConversationWhatFailedBeforeIt() throws SQLException {
        store.offer(exchange("c", null, "", "q").ended(500, Outcome.COMPLETED).response(TestStore.body("{}"), null));
        store.offer(exchange("c", "id-1", "", "q"));
        assertThat(all()).containsExactly("id-1");

        completions().delete(1, "id-1");

        assertThat(database.rows("SELECT * FROM error_conversation_histories_2026_11_22"))
                .isEmpty();
    }

    @Test
    void shouldSetMetadataAndLeaveTheRequestAsItWas() {
        say("id-1", ",\"metadata\":{\"a\":\"1\",\"b\":\"2\"}", "q");
        String reply = find("id-1").first().messageId();

        StoredCompletion changed =
                completions().setMetadata(1, "id-1", metadata("{\"b\":\"2\",\"c\":\"\\u0000ü\"}"), PARAMETERS);

        assertThat(changed.metadata()).isEqualTo("{\"b\":\"2\",\"c\":\"\\u0000ü\"}");
        assertThat(find("id-1").metadata()).isEqualTo(changed.metadata());
        assertThat(having("a", "1")).isEmpty();
        assertThat(having("b", "2", "c", "\u0000ü")).containsExactly("id-1");
        assertThat(listed(new CompletionQuery(10, null, false, "m", List.of()))).containsExactly("id-1");
        assertThat(listed(new CompletionQuery(10, null, false, "m-2026", List.of())))
                .containsExactly("id-1");
        assertThat(store.store().queries().request(1, changed.conversationId(), reply))
                .contains("\"metadata\":{\"a\":\"1\",\"b\":\"2\"}");

        assertThat(completions()
                        .setMetadata(1, "id-1", metadata("null"), PARAMETERS)
                        .metadata())
                .isEqualTo("{}");
        assertThat(having("b", "2")).isEmpty();
        assertThat(completions()
                        .setMetadata(1, "id-1", metadata("{\"a\":\"1\"}"), PARAMETERS)
                        .metadata())
                .isEqualTo("{\"a\":\"1\"}");
        assertThat(having("a", "1")).containsExactly("id-1");
    }

    @Test
    void shouldGoOnWithAConversationWhoseMetadataWereSet() {
        store.offer(exchange("c", "id-1", ",\"tools\":" + MANY_TOOLS, "q1"));
        completions().setMetadata(1, "id-1", metadata("{\"a\":\"1\"}"), PARAMETERS);

        store.offer(exchange("c", "id-2", ",\"tools\":" + MANY_TOOLS, "q1", "answer to q1", "q2"));

        assertThat(store.contents(1, "c")).hasSize(4);
        assertThat(find("id-2").parameters()).containsEntry("tools", MANY_TOOLS);
    }

    @Test
    void shouldMaskMetadataThatAreSet() throws SQLException {
        reopen(config -> config.completions(true).redactor(Redactor.of("email")));
        say("id-1", ",\"metadata\":{\"by\":\"eve@example.com\"}", "q");
        assertThat(find("id-1").metadata()).isEqualTo("{\"by\":\"[email]\"}");

        completions().setMetadata(1, "id-1", metadata("{\"for\":\"bob@example.com\"}"), PARAMETERS);

        assertThat(find("id-1").metadata()).isEqualTo("{\"for\":\"[email]\"}");
        assertThat(database.rows("SELECT other FROM conversation_histories_2026_11_22")
                        .toString())
                .doesNotContain("example.com");
    }

    @Test
    void shouldGiveBackLargeFieldsThatAnotherReplyHolds() {
        String large = "{\"k\":\"" + "v".repeat(300) + "\"}";
        String parameters = ",\"tools\":" + MANY_TOOLS + ",\"metadata\":" + large;
        store.offer(exchange("c", "id-1", parameters, "q1"));
        store.offer(exchange("c", "id-2", parameters, "q1", "answer to q1", "q2"));

        assertThat(completions()
                        .list(1, new CompletionQuery(10, null, true, null, List.of()), PARAMETERS)
                        .items())
                .hasSize(2)
                .allSatisfy(completion -> {
                    assertThat(completion.parameters()).containsEntry("tools", MANY_TOOLS);
                    assertThat(completion.metadata()).isEqualTo(large);
                });
        assertThat(having("k", "v".repeat(300))).containsExactly("id-1", "id-2");

        completions().setMetadata(1, "id-2", metadata("{}"), PARAMETERS);

        assertThat(having("k", "v".repeat(300))).containsExactly("id-1");
    }

    @Test
    void shouldTellTheMessagesOfARequestPageByPage() {
        store.offer(exchange("c", "id-1", "", "q1"));
        store.offer(exchange("c", "id-2", "", "q1", "answer to q1", "q2"));

        CompletionMessages first = completions().messages(1, "id-2", new CompletionMessageQuery(2, null, false));
        CompletionMessages second = completions().messages(1, "id-2", new CompletionMessageQuery(2, "id-2-1", false));
        CompletionMessages turned = completions().messages(1, "id-2", new CompletionMessageQuery(2, "id-2-2", true));

        assertThat(first.items()).extracting(CompletionMessages.Item::id).containsExactly("id-2-0", "id-2-1");
        assertThat(first.more()).isTrue();
        assertThat(second.items()).singleElement().satisfies(item -> {
            assertThat(item.id()).isEqualTo("id-2-2");
            assertThat(item.message().toJson()).isEqualTo(TestStore.message("user", "q2"));
        });
        assertThat(second.more()).isFalse();
        assertThat(turned.items()).extracting(CompletionMessages.Item::id).containsExactly("id-2-1", "id-2-0");
        assertThat(completions()
                        .messages(1, "id-1", new CompletionMessageQuery(2, null, false))
                        .items())
                .hasSize(1);
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> completions().messages(1, "id-2", new CompletionMessageQuery(2, "id-1-0", false)))
                .satisfies(e -> assertThat(e.parameter()).isEqualTo("after"));
    }

    @Test
    void shouldKeepUsersApart() {
        say("id-1", ",\"metadata\":{\"k\":\"v\"}", "mine");
        String own = "chatcmpl-" + find("id-1").first().messageId().substring(0, 26);

        for (String id : List.of("id-1", own, "nothing")) {
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> completions().find(2, id, PARAMETERS))
                    .withMessage("There is no such chat completion");
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> completions().setMetadata(2, id, metadata("{}"), PARAMETERS));
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> completions().messages(2, id, new CompletionMessageQuery(1, null, false)));
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> completions().delete(2, id));
        }
        for (String id : List.of("id-1", "nothing")) {
            assertThatExceptionOfType(InvalidQueryException.class)
                    .isThrownBy(
                            () -> completions().list(2, new CompletionQuery(1, id, false, null, List.of()), PARAMETERS))
                    .satisfies(e -> assertThat(e.parameter()).isEqualTo("after"));
        }
        assertThat(completions()
                        .list(2, new CompletionQuery(10, null, false, null, List.of()), PARAMETERS)
                        .items())
                .isEmpty();
        assertThat(find("id-1").metadata()).isEqualTo("{\"k\":\"v\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\u0000", "chatcmpl-", "chatcmpl-\u0000", "%", "_", "'", "é", "\ud800", "-", "id-1 "})
    void shouldFindNothingByWhatIsNoId(String id) {
        say("id-1", "", "q");

        assertUnknown(id);
        assertUnknown(id.repeat(300));
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> listed(new CompletionQuery(1, id, false, null, List.of())));
    }

    @Test
    void shouldEndAPageWhereItIsLarge() {
        for (int i = 1; i <= 4; i++) {
            store.offer(store.exchange(
                    1,
                    null,
                    "[" + TestStore.message("user", "q" + i) + "]",
                    answer("id-" + i, i + "x".repeat(3 << 20))));
            clock.advance(Duration.ofSeconds(1));
            store.settle();
        }
        List<String> paged = new ArrayList<>();
        CompletionPage page;
        int pages = 0;
        do {
            String after = paged.isEmpty() ? null : paged.get(paged.size() - 1);
            page = completions().list(1, new CompletionQuery(100, after, false, null, List.of()), PARAMETERS);
            page.items().forEach(completion -> paged.add(completion.id()));
            pages++;
        } while (page.more() && pages < 10);

        assertThat(paged).containsExactly("id-1", "id-2", "id-3", "id-4");
        assertThat(pages).isGreaterThan(1);
    }

    /** More than the parameters that any of the systems takes in one statement. */
    @Test
    void shouldGiveAllOfVeryManyChoices() throws SQLException {
        String[] choices = IntStream.range(0, 33_000).mapToObj(i -> "c" + i).toArray(String[]::new);
        store.offer(exchange(null, "id-1", "", "before"));
        store.offer(exchange(null, "id-2", "", "q").response(TestStore.body(answer("id-2", choices)), null));
        store.offer(exchange(null, "id-3", "", "behind"));
        store.settle();

        for (boolean newestFirst : List.of(false, true)) {
            assertThat(completions()
                            .list(1, new CompletionQuery(3, null, newestFirst, null, List.of()), PARAMETERS)
                            .items()
                            .get(1)
                            .choices())
                    .extracting(choice -> choice.message().toFields().get("content"))
                    .containsExactly(Arrays.stream(choices).map(JsonText::quote).toArray(String[]::new));
        }
        assertThat(find("id-2").choices()).hasSize(33_000);
        assertThat(completions()
                        .setMetadata(1, "id-2", metadata("{\"a\":\"1\"}"), PARAMETERS)
                        .choices())
                .hasSize(33_000);
        database.execute("DELETE FROM mes_completions");
        store.store().administration().recount(true);
        assertThat(find("id-2").choices()).hasSize(33_000);
        assertThat(completions()
                        .messages(1, "id-2", new CompletionMessageQuery(10, null, false))
                        .items())
                .hasSize(1);
        completions().delete(1, "id-2");
        assertThat(all()).containsExactly("id-1", "id-3");
    }

    @Test
    void shouldGiveOtherFormatsInTheShapeOfAChat() {
        store.offer(store.exchange(
                        WireFormat.MESSAGES,
                        1,
                        null,
                        "[]",
                        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\",\"content\":"
                                + "[{\"type\":\"text\",\"text\":\"hello\"}],\"stop_reason\":\"end_turn\","
                                + "\"usage\":{\"input_tokens\":4,\"output_tokens\":5}}")
                .request(
                        TestStore.body("{\"model\":\"claude\",\"system\":\"Be brief.\",\"messages\":["
                                + TestStore.message("user", "hi") + "]}"),
                        null));

        StoredCompletion found = find("msg_1");

        assertThat(said(found)).isEqualTo("\"hello\"");
        assertThat(found.choices().get(0).finishReason()).isEqualTo("stop");
        assertThat(found.usage().promptTokens()).isEqualTo(4);
        assertThat(completions()
                        .messages(1, "msg_1", new CompletionMessageQuery(10, null, false))
                        .items())
                .extracting(item -> item.message().toJson())
                .containsExactly(TestStore.message("system", "Be brief."), TestStore.message("user", "hi"));
    }

    @Test
    void shouldListNeitherFailuresNorWhatMustNotBeKept() {
        store.offer(
                exchange(null, "id-1", "", "q").ended(500, Outcome.COMPLETED).response(TestStore.body("{}"), null));
        store.offer(exchange(null, "id-2", "", "q").headers(Map.of("x-mes-store", "false")));
        store.offer(exchange(null, "id-3", ",\"store\":false", "q"));

        assertThat(all()).containsExactly("id-3");
    }

    @Test
    void shouldNoteNothingUnlessAsked() throws SQLException {
        reopen(config -> config);
        say("id-1", "", "q");

        assertThat(all()).isEmpty();
        assertThat(database.rows("SELECT * FROM mes_completions")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldFindWhatWasStoredBeforeOnceItIsCountedAgain(boolean daily) throws SQLException {
        reopen(config -> config.dailyPartition(daily));
        String large = "{\"k\":\"" + "v".repeat(300) + "\"}";
        store.offer(exchange("c", "id-1", ",\"metadata\":" + large, "q1"));
        store.offer(exchange("c", "id-2", ",\"metadata\":" + large, "q1", "answer to q1", "q2"));
        clock.advance(Duration.ofDays(1));
        store.offer(store.exchange(1, "d", "[" + TestStore.message("user", "hi") + "]", answer(null, "one", "two")));
        store.offer(exchange("gone", "id-4", "", "q"));
        store.store().queries().delete(1, "gone");
        store.offer(exchange("e", null, "", "q").ended(500, Outcome.COMPLETED).response(TestStore.body("{}"), null));
        store.settle();
        reopen(config -> config.completions(true).dailyPartition(daily));

        assertThat(store.store().administration().recount(false).missingCompletions())
                .isEqualTo(3);
        assertThat(all()).isEmpty();
        assertThat(store.store().administration().recount(true).missingCompletions())
                .isEqualTo(3);

        assertThat(all()).hasSize(3).startsWith("id-1", "id-2");
        assertThat(having("k", "v".repeat(300))).containsExactly("id-1", "id-2");
        assertThat(find(all().get(2)).choices()).hasSize(2);
        completions().setMetadata(1, "id-2", metadata("{\"a\":\"1\"}"), PARAMETERS);
        List<String> rows = database.rows("SELECT * FROM mes_completions ORDER BY tag, message_id");
        store.offer(exchange("c", "id-5", "", "q1", "answer to q1", "q2", "answer to q2", "q3"));
        assertThat(all()).endsWith("id-5");
        assertThat(store.store().administration().recount(true).missingCompletions())
                .isZero();
        database.execute("DELETE FROM mes_completions");
        store.store().administration().recount(true);
        assertThat(database.rows("SELECT * FROM mes_completions ORDER BY tag, message_id"))
                .containsAll(rows);
        assertThat(having("a", "1")).containsExactly("id-2");
        assertThat(having("k", "v".repeat(300))).containsExactly("id-1");
    }

    @Test
    void shouldCountAgainHowManyChoicesThereAre() throws SQLException {
        List<Integer> counts = List.of(1, 2, 3, 4, 1, 7, 8, 600, 1);
        for (int i = 0; i < 40 * counts.size(); i++) {
            String[] choices =
                    Collections.nCopies(counts.get(i % counts.size()), "c").toArray(String[]::new);
            store.offer(exchange(null, null, "", "q" + i).response(TestStore.body(answer("id-" + i, choices)), null));
        }
        store.settle();
        List<String> rows = database.rows("SELECT * FROM mes_completions ORDER BY tag, message_id");
        database.execute("DELETE FROM mes_completions");

        assertThat(store.store().administration().recount(false).missingCompletions())
                .isEqualTo(40L * counts.size());
        store.store().administration().recount(true);

        assertThat(database.rows("SELECT * FROM mes_completions ORDER BY tag, message_id"))
                .isEqualTo(rows);
    }

    @Test
    void shouldCountAgainWhatMetadataOfBeforeDailyPartitioningSay() throws SQLException {
        String large = ",\"metadata\":{\"k\":\"" + "v".repeat(300) + "\"}";
        reopen(config -> config.completions(true).dailyPartition(false));
        store.offer(exchange("c", "id-1", large, "q1"));
        store.settle();
        reopen(config -> config.completions(true));
        store.offer(exchange("c", "id-2", large, "q1", "answer to q1", "q2"));
        assertThat(having("k", "v".repeat(300))).containsExactly("id-1", "id-2");
        assertThat(database.rows("SELECT other FROM conversation_histories_2026_11_22")
                        .toString())
                .contains("request_shared");
        database.execute("DELETE FROM mes_completions");

        store.store().administration().recount(true);

        assertThat(having("k", "v".repeat(300))).containsExactly("id-1", "id-2");
    }

    @Test
    void shouldForgetWithTheDay() throws SQLException {
        store.offer(exchange("c", "id-1", "", "q1"));
        say("id-2", "", "alone");
        completions().delete(1, "id-2");
        say("id-3", "", "alone again");
        clock.advance(Duration.ofDays(1));
        store.offer(exchange("c", "id-4", "", "q1", "answer to q1", "q2"));
        assertThat(all()).containsExactly("id-1", "id-3", "id-4");

        store.store().administration().dropDay(LocalDate.of(2026, 11, 22));

        assertThat(all()).containsExactly("id-4");
        assertUnknown("id-1");
        assertThat(completions().messages(1, "id-4", new CompletionMessageQuery(10, null, false)))
                .satisfies(page -> assertThat(page.incomplete()).isTrue())
                .satisfies(page -> assertThat(page.items()).hasSize(1));
        assertThat(database.rows("SELECT DISTINCT partition_key FROM mes_completions WHERE choices > 0"))
                .containsExactly("20261123");
    }

    @Test
    void shouldForgetOldOnesOfTheBaseTables() {
        reopen(config -> config.completions(true).dailyPartition(false));
        store.offer(exchange("c", "id-1", "", "q1"));
        clock.advance(Duration.ofDays(2));
        store.offer(exchange("c", "id-2", "", "q1", "answer to q1", "q2"));
        assertThat(all()).containsExactly("id-1", "id-2");

        reopen(config ->
                config.completions(true).dailyPartition(false).retentionDays(1).upkeepInterval(Duration.ofMillis(20)));

        await().untilAsserted(() -> {
            assertUnknown("id-1");
            assertThat(all()).containsExactly("id-2");
        });
    }
}
