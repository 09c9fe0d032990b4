package io.mes.storage;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Dsn;
import io.mes.storage.config.DurabilityConfig;
import io.mes.storage.config.PoolConfig;
import io.mes.storage.config.Settings;
import io.mes.storage.redact.Redactor;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the settings of a store, each of which a {@link ConfigException} names that finds it wrong. */
final class StorageSettings {

    private StorageSettings() {}

    static StorageConfig read(Settings settings) {
        Dsn dsn = dsn(settings);
        StorageConfig.Builder builder = StorageConfig.builder(dsn);
        builder.pool(PoolConfig.of(settings, dsn.engine()));
        builder.dailyPartition(settings.flag("MES_DAILY_PARTITION", true));
        builder.zone(zone(settings.text("MES_TIMEZONE")));
        String headers = settings.text("MES_CONVERSATION_HEADERS");
        if (headers != null) {
            builder.conversationHeaders(List.of(headers.split(",")));
        }
        builder.storeWhole(storeWhole(settings.text("MES_STORE_HISTORY", "once")));
        builder.honorStore(settings.flag("MES_HONOR_STORE", false));
        builder.completions(StorageConfig.completions(settings));
        builder.redactor(redactor(settings.text("MES_REDACT")));
        builder.durability(DurabilityConfig.of(settings));
        if (settings.text("MES_MAX_BUFFER_BYTES") != null) {
            builder.maxBufferBytes(settings.number("MES_MAX_BUFFER_BYTES", 0, 1 << 20, Long.MAX_VALUE));
        }
        if (settings.text("MES_RETENTION_DAYS") != null) {
            builder.retentionDays((int) settings.number("MES_RETENTION_DAYS", 1, 1, StorageConfig.MAX_RETENTION_DAYS));
        }
        if (settings.text("MES_MAX_BODY_BYTES") != null) {
            builder.maxDecodedBytes((int) settings.number("MES_MAX_BODY_BYTES", 0, 0, Integer.MAX_VALUE - 8));
        }
        return builder.build();
    }

    private static @Nullable Redactor redactor(@Nullable String patterns) {
        try {
            return patterns == null ? null : Redactor.of(patterns);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("MES_REDACT is \"" + patterns + "\", but " + e.getMessage());
        }
    }

    private static boolean storeWhole(String history) {
        return switch (history) {
            case "once" -> false;
            case "full" -> true;
            default ->
                throw new ConfigException("MES_STORE_HISTORY is \"" + history + "\"; set it to \"once\" or \"full\"");
        };
    }

    private static Dsn dsn(Settings settings) {
        String sqlitePath = settings.text("SQLITE_PATH", "mes.db");
        for (String name : List.of("MES_SQL_DSN", "SQL_DSN")) {
            String value = settings.text(name);
            if (value != null) {
                try {
                    Dsn dsn = Dsn.parse(value, sqlitePath);
                    return value.equalsIgnoreCase("local") ? dsn : dsn.ofSetting(name);
                } catch (ConfigException e) {
                    throw new ConfigException(name + ": " + e.getMessage());
                }
            }
        }
        return Dsn.parse("local", sqlitePath);
    }

    private static ZoneId zone(@Nullable String name) {
        try {
            return name == null ? ZoneId.systemDefault() : ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new ConfigException("MES_TIMEZONE is \"" + name
                    + "\", which is no time zone; set it to a name such as Europe/Berlin, Asia/Shanghai or UTC");
        }
    }
}
