package io.mes.benchmarks;

/**
 * What a question costs, in microseconds.
 *
 * @param small in the database of one day
 * @param large in that of many
 */
record ScaleResult(ScaleQuestion question, double small, double large) {

    double ratio() {
        return large / small;
    }
}
