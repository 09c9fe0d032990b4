package io.mes.benchmarks;

import java.util.List;

/**
 * An exchange, and what its client knows of it.
 *
 * @param kind of its client
 * @param before all that was said and heard before, which it goes on with; empty for the first
 * @param after the same behind it, for each choice of the answer
 */
record Turn(String kind, long user, String request, String response, List<String> before, List<List<String>> after) {}
