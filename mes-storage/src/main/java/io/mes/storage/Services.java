package io.mes.storage;

import io.mes.storage.database.Database;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.read.CompletionReader;
import io.mes.storage.read.CompletionRows;
import io.mes.storage.read.ConversationReader;
import io.mes.storage.read.ErrorReader;
import io.mes.storage.read.MessageReader;
import io.mes.storage.read.PartitionReader;
import io.mes.storage.read.RowReader;
import io.mes.storage.redact.Redaction;
import io.mes.storage.service.Administration;
import io.mes.storage.service.CompletionService;
import io.mes.storage.service.QueryService;
import io.mes.storage.stats.StoreCounters;
import io.mes.storage.transfer.Transfer;
import io.mes.storage.upkeep.DayDropper;
import io.mes.storage.upkeep.Recounter;
import io.mes.storage.write.CompletionEditor;
import io.mes.storage.write.ConversationEraser;
import io.mes.storage.write.RowImport;
import io.mes.storage.write.WriterConfig;
import java.time.Clock;

/**
 * What a store answers and does besides taking exchanges.
 *
 * @param queries about what is stored
 * @param completions about single exchanges
 * @param administration for administrators
 * @param transfer of conversations out of the store and into it
 */
record Services(QueryService queries, CompletionService completions, Administration administration, Transfer transfer) {

    /** Services over one database; what changes something goes through the pipeline, in its turn. */
    static Services over(
            Database database,
            PartitionCatalog partitions,
            WriterConfig config,
            Clock clock,
            Pipeline pipeline,
            Redaction redaction,
            StoreCounters counters) {
        Calendar calendar = config.calendar();
        ConversationReader conversations = new ConversationReader(database, partitions);
        MessageReader messages = new MessageReader(database);
        ConversationEraser eraser = new ConversationEraser(database, partitions, calendar);
        QueryService queries = new QueryService(
                conversations, messages, new ErrorReader(database, partitions), eraser, pipeline, calendar, clock);
        CompletionService completions = new CompletionService(
                new CompletionReader(database, partitions),
                new CompletionRows(database),
                conversations,
                messages,
                new CompletionEditor(database),
                eraser,
                redaction::ofJson,
                pipeline,
                calendar,
                clock);
        Administration administration = new Administration(
                new PartitionReader(database, partitions),
                new DayDropper(database, partitions, calendar),
                new Recounter(database, partitions, calendar, config.completions()),
                calendar,
                clock);
        RowImport imports = new RowImport(database, partitions, config, counters);
        Transfer transfer = new Transfer(
                conversations,
                messages,
                new RowReader(database, conversations),
                queries::awaitEarlierWrites,
                part -> pipeline.submit(() -> imports.store(redaction.of(part))));
        return new Services(queries, completions, administration, transfer);
    }
}
