package io.mes.benchmarks;

/** One side of a conversation. */
interface Talking {

    /** What is sent next, and what is answered. */
    Turn turn();
}
