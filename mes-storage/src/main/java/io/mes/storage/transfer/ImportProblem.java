package io.mes.storage.transfer;

/**
 * A line that was not imported, or not all of it.
 *
 * @param line its number, counted from 1
 * @param message what is wrong with it, for people
 */
public record ImportProblem(long line, String message) {}
