package io.mes.storage.transfer;

import io.mes.storage.query.Imported;

/**
 * What became of a file.
 *
 * @param conversations lines that were imported, or were there already
 * @param problems lines that were not, or not wholly
 * @param rows what became of their rows
 */
public record ImportReport(long conversations, long problems, Imported rows) {}
