package io.mes.storage.query;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What the tables of one day hold.
 *
 * @param day null for the base tables, which hold rows of any day
 * @param messages rows of messages
 * @param errors rows of errors
 * @param bytes what both tables and their indexes take up, as the database estimates it
 */
public record PartitionSummary(@Nullable LocalDate day, long messages, long errors, long bytes) {}
