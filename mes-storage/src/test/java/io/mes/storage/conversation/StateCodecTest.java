package io.mes.storage.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Verifies that the state of a conversation survives its way through the catalogue. */
final class StateCodecTest {

    @RepeatedTest(50)
    void shouldReadWhatItWrote(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        ConversationState state = new ConversationState(
                random.nextInt(3) == 0 ? 0 : random.nextLong() >>> 1,
                random.nextLong(),
                random.nextBoolean() ? "" : id(random),
                links(random, 3),
                links(random, 0),
                random.nextBoolean() ? List.of() : List.of(id(random), id(random)),
                random.nextBoolean()
                        ? List.of()
                        : List.of(new Branch(id(random), ""), new Branch(id(random), id(random))),
                random.nextBoolean()
                        ? List.of()
                        : List.of(
                                new LineEnd(id(random), 1, random.nextLong()),
                                new LineEnd(id(random), random.nextInt(1000), random.nextLong())),
                random.nextBoolean()
                        ? List.of()
                        : List.of(new Straggler("01jd", id(random), true), new Straggler("01je", "", false)),
                random.nextBoolean()
                        ? List.of()
                        : List.of(
                                new SharedParameter("tools", "Ab-_9", id(random), "2026-11-22"),
                                new SharedParameter("response_format", "x", id(random), "")),
                random.nextBoolean());

        assertThat(StateCodec.decode(StateCodec.encode(state))).isEqualTo(state);
    }

    private static List<Link> links(Random random, int siblings) {
        List<Link> links = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            links.add(new Link(id(random), random.nextLong(), siblings == 0 ? List.of() : links(random, 0)));
        }
        return List.copyOf(links);
    }

    private static String id(Random random) {
        return MessageIds.of("01jd" + Integer.toUnsignedString(random.nextInt(), 36), random.nextInt(20_000));
    }

    @Test
    void shouldTakeNothingAndOtherVersionsAsNothingKnown() {
        assertThat(StateCodec.decode(null)).isEqualTo(ConversationState.EMPTY);
        assertThat(StateCodec.decode("")).isEqualTo(ConversationState.EMPTY);
        assertThat(StateCodec.decode("1;0;0;;;;;;0")).isEqualTo(ConversationState.EMPTY);
        assertThat(StateCodec.decode(StateCodec.encode(ConversationState.EMPTY)))
                .isEqualTo(ConversationState.EMPTY);
    }

    @Test
    void shouldNameAnExchangeOnceForAllItsMessages() {
        List<Link> tail = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tail.add(new Link(MessageIds.of("first", i), i));
        }
        tail.add(new Link(MessageIds.of("second", 7), 4, List.of(new Link(MessageIds.of("second", 8), 5))));
        ConversationState state = new ConversationState(
                0, 0, "", List.copyOf(tail), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), false);

        String text = StateCodec.encode(state);

        assertThat(text).isEqualTo("4;0;0;;first-0=0,1=1,2=2,3=3,second-7=4|8=5;;;;;;;0");
        assertThat(StateCodec.decode(text)).isEqualTo(state);
    }

    @Test
    void shouldTakeADamagedTextAsNothingKnown() {
        assertThat(StateCodec.decode("4;xyz;0;;;;;;;;;0")).isEqualTo(ConversationState.EMPTY);
        assertThat(StateCodec.decode("4;0;0;;nolink;;;;;;;0")).isEqualTo(ConversationState.EMPTY);
        assertThat(StateCodec.decode("4;0;0;;;;;nobranch;;;;0")).isEqualTo(ConversationState.EMPTY);
        assertThat(StateCodec.decode("4;0;0;;;;;;noend;;;0")).isEqualTo(ConversationState.EMPTY);
        assertThat(StateCodec.decode("4;0;0;;;;;;;alone;;0")).isEqualTo(ConversationState.EMPTY);
        assertThat(StateCodec.decode("4;0;0;;;;;;;;tools=x;0")).isEqualTo(ConversationState.EMPTY);
        assertThat(StateCodec.decode("4;1;0;;;;;;;;;0")).isNotEqualTo(ConversationState.EMPTY);
    }
}
