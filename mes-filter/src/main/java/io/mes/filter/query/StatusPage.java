package io.mes.filter.query;

import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.query.StoreStatus;
import io.mes.storage.spool.SpoolLevel;
import io.mes.storage.stats.Gap;
import io.mes.storage.stats.LossReason;
import io.mes.storage.stats.StoreStats;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tells how a store is doing: to everybody what a load balancer needs, to administrators all of it. */
final class StatusPage {

    private StatusPage() {}

    static String health(StoreStatus status) {
        SpoolLevel spool = status.spool();
        JsonObjectWriter json = new JsonObjectWriter()
                .string("status", word(status))
                .number("backlog", status.stats().backlog())
                .number("stored", status.stats().stored())
                .number("lost", status.stats().lost());
        return (spool == null ? json : json.number("spooled", spool.entries())).toString();
    }

    private static String word(StoreStatus status) {
        return status.isDegraded() ? "degraded" : "ok";
    }

    static String status(StoreStatus status) {
        StoreStats stats = status.stats();
        return new JsonObjectWriter()
                .string("status", word(status))
                .string("database", status.interrupted() ? "interrupted" : "ok")
                .string("durability", status.commit() ? "commit" : "async")
                .number("backlog", stats.backlog())
                .number("max_backlog", (long) status.maxBacklog())
                .number("captured_bytes", stats.capturedBytes())
                .raw("exchanges", exchanges(stats))
                .number("rows", stats.rows())
                .number("retries", stats.retries())
                .raw("spool", spool(status))
                .number("lost", stats.lost())
                .raw("lost_by_reason", losses(status.losses()))
                .raw("gaps", JsonPages.array(status.gaps(), StatusPage::gap))
                .toString();
    }

    private static String exchanges(StoreStats stats) {
        return new JsonObjectWriter()
                .number("accepted", stats.accepted())
                .number("recovered", stats.recovered())
                .number("stored", stats.stored())
                .number("discarded", stats.discarded())
                .number("spooled", stats.spooled())
                .number("uncommitted", stats.uncommitted())
                .number("unsettled", stats.unsettled())
                .toString();
    }

    private static String spool(StoreStatus status) {
        SpoolLevel spool = status.spool();
        if (spool == null) {
            return "null";
        }
        return new JsonObjectWriter()
                .number("entries", spool.entries())
                .number("bytes", spool.bytes())
                .number("max_bytes", status.spoolBytes())
                .number("oldest_at", seconds(spool.oldest()))
                .number("rejected", spool.rejected())
                .toString();
    }

    private static String losses(Map<LossReason, Long> losses) {
        Map<String, Long> named = new TreeMap<>();
        losses.forEach((reason, count) -> named.put(reason.label(), count));
        return JsonPages.counts(named);
    }

    private static String gap(Gap gap) {
        return new JsonObjectWriter()
                .string("reason", gap.reason().label())
                .number("exchanges", gap.exchanges())
                .number("first_at", seconds(gap.firstAt()))
                .number("last_at", seconds(gap.lastAt()))
                .toString();
    }

    private static @Nullable Long seconds(@Nullable Instant moment) {
        return moment == null ? null : moment.getEpochSecond();
    }
}
