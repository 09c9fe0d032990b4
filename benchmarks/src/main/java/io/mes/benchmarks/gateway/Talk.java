package io.mes.benchmarks.gateway;

import io.mes.benchmarks.Traffic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What client and upstream say to each other. */
enum Talk {
    /** Question and answer of 2 KB each. */
    PLAIN("plain, 2 KB"),
    /** A question of 2 KB, and an answer in {@value #CHUNKS} chunks. */
    STREAMED("streamed, 60 chunks");

    static final int CHUNKS = 60;

    private static final int SIZE = 2048;
    private static final int TOKEN = 4;

    private final String title;

    Talk(String title) {
        this.title = title;
    }

    /** A request that no other is like, so that each begins a conversation of its own. */
    String request(long number) {
        String question = "Question " + number + ": ";
        String request = Traffic.request(question + Traffic.text(SIZE - 100 - question.length()));
        return this == STREAMED ? request.replaceFirst("\\{", "{\"stream\":true,") : request;
    }

    /** The pieces in which the upstream answers, the last one being the end. */
    List<ByteBuffer> answer() {
        return this == PLAIN ? List.of(bytes(Traffic.answer(Traffic.text(SIZE - 330)))) : chunks();
    }

    private static List<ByteBuffer> chunks() {
        List<ByteBuffer> chunks = new ArrayList<>();
        // The last ones are the finish reason and the mark of the end.
        String stream = Traffic.stream(Traffic.text((CHUNKS - 2) * TOKEN));
        for (String event : stream.split("(?<=\n\n)")) {
            chunks.add(bytes(event));
        }
        return chunks;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
    }

    @Override
    public String toString() {
        return title;
    }
}
