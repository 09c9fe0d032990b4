package io.mes.benchmarks;

import java.util.List;

/**
 * An exchange, and what its client knows of it.
 *
 * @param kind of its client
 * @param speaker the client; all that it says is one conversation
 * @param again whether a first question was asked again, so that nothing of a model is sent
 * @param cut whether the client has closed before it had the whole answer
 * @param sent what its request holds of what was said and heard, however the client came by it
 * @param before all that was said and heard before, which it goes on with; empty for the first
 * @param after the same behind it, for each choice of the answer; of one that was broken off as the client got it and as it was written
 */
record Turn(
        String kind,
        Speaker speaker,
        boolean again,
        String request,
        String response,
        boolean cut,
        List<String> sent,
        List<String> before,
        List<List<String>> after) {}
