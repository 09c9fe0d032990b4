package io.mes.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an application answers, as it writes it.
 *
 * @param pieces one after the other
 * @param streamed whether it flushes each and does not say before how long it all is
 */
record Answer(List<byte[]> pieces, boolean streamed) {

    /** What many proxies copy at once. */
    static final int PIECE = 8192;

    /** An event as most servers send it, 250 bytes. */
    static final String EVENT =
            "data: {\"id\":\"chatcmpl-01jd4x5t9s2f3v7h8k9m0n1p2q\",\"object\":\"chat.completion.chunk\","
                    + "\"created\":1763805600,\"model\":\"gpt-4o-mini-2024-07-18\",\"system_fingerprint\":\"fp_0705bf87c0\","
                    + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word\"},\"finish_reason\":null}]}\n\n";

    /** A body written in pieces. */
    static Answer plain(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        List<byte[]> pieces = new ArrayList<>();
        for (int start = 0; start < bytes.length; start += PIECE) {
            pieces.add(Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + PIECE)));
        }
        return new Answer(pieces, false);
    }

    /** A stream of so many {@linkplain #EVENT events}, and its end. */
    static Answer stream(int events) {
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            pieces.add(EVENT.getBytes(StandardCharsets.UTF_8));
        }
        pieces.add("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        return new Answer(pieces, true);
    }

    /** How long it is. */
    int bytes() {
        return pieces.stream().mapToInt(piece -> piece.length).sum();
    }
}
