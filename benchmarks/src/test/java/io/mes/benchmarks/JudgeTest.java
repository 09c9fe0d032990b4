package io.mes.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.benchmarks.Judge.Tally;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Verifies that what should not be is counted: a measurement that cannot fail tells nothing. */
final class JudgeTest {

    private final Judge judge = new Judge();

    @Test
    void shouldFindNothingWrongWithAConversation() {
        see(1, 7, "a", List.of(), List.of("hi", "ho"));
        see(1, 7, "a", List.of("hi", "ho"), List.of("hi", "ho", "and", "so"));

        assertCounts(1, 0, 0, 0);
    }

    @Test
    void shouldMissWhatBeginsAnewOnce() {
        see(1, 7, "a", List.of(), List.of("hi", "ho"));
        see(1, 7, "b", List.of("hi", "ho"), List.of("hi", "ho", "and", "so"));
        see(1, 7, "b", List.of("hi", "ho", "and", "so"), List.of("hi", "ho", "and", "so", "on", "on"));

        assertCounts(2, 1, 0, 0);
    }

    @Test
    void shouldCountWhatLiesWithAnotherClient() {
        see(1, 7, "a", List.of(), List.of("hi", "ho"));
        see(2, 7, "a", List.of(), List.of("who", "me"));

        assertCounts(0, 0, 1, 0);
    }

    @Test
    void shouldCountWhatGoesOnInAnotherConversationAsBoth() {
        see(1, 7, "a", List.of(), List.of("hi", "ho"));
        see(2, 7, "b", List.of(), List.of("who", "me"));
        see(2, 7, "a", List.of("who", "me"), List.of("who", "me", "you", "yes"));

        assertCounts(1, 1, 1, 0);
    }

    @Test
    void shouldCountWhatLiesWithAnotherUserThoughTheWordsAreTheSame() {
        see(1, 7, "a", List.of(), List.of("hi", "ho"));
        see(2, 8, "a", List.of("hi", "ho"), List.of("hi", "ho", "and", "so"));

        assertCounts(1, 1, 1, 0);
    }

    @Test
    void shouldAcceptEitherOfTwoConversationsAlike() {
        see(1, 7, "a", List.of(), List.of("hi", "ho"));
        see(2, 7, "b", List.of(), List.of("hi", "ho"));
        see(1, 7, "b", List.of("hi", "ho"), List.of("hi", "ho", "and", "so"));

        assertCounts(1, 0, 0, 1);
    }

    @Test
    void shouldNotCallMissedWhatStandsInSeveralConversations() {
        see(1, 7, "a", List.of(), List.of("a", "b", "thanks", "welcome"));
        see(2, 7, "b", List.of(), List.of("c", "d", "thanks", "welcome"));
        see(2, 7, "c", List.of("thanks", "welcome"), List.of("c", "d", "thanks", "welcome"), List.of("x"));

        assertCounts(1, 0, 0, 0);
        assertThat(judge.tallies().get("KIND").unclear()).isEqualTo(1);
    }

    @Test
    void shouldCountAsMergedWhereOnlyAPartOfWhatIsSentStands() {
        see(1, 7, "a", List.of(), List.of("a", "b", "thanks", "welcome"));
        see(2, 7, "b", List.of(), List.of("c", "d", "thanks", "welcome"));
        see(2, 7, "a", List.of("d", "thanks", "welcome"), List.of("c", "d", "thanks", "welcome"), List.of("x"));

        assertCounts(1, 1, 1, 0);
    }

    private void see(int client, long user, String conversation, List<String> before, List<String> after) {
        see(client, user, conversation, before, before, after);
    }

    private void see(
            int client, long user, String conversation, List<String> sent, List<String> before, List<String> after) {
        Speaker speaker = new Speaker(client, user);
        judge.see(new Turn("KIND", speaker, false, "", "", false, sent, before, List.of(after)), conversation);
    }

    private void assertCounts(int goingOn, int missed, int merged, int alike) {
        Tally tally = judge.tallies().get("KIND");
        assertThat(List.of(tally.goingOn(), tally.missed(), tally.merged(), tally.alike()))
                .containsExactly(goingOn, missed, merged, alike);
    }
}
