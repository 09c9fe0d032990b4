package io.mes.storage.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.mysql.cj.conf.ConnectionUrl;
import com.mysql.cj.conf.HostInfo;
import java.util.Properties;
import org.postgresql.Driver;

/** What the real drivers make of a data source name, without connecting. */
final class Drivers {

    private Drivers() {}

    static HostInfo mysql(String dsn) {
        return mysql(Dsn.parse(dsn, "mes.db"));
    }

    static HostInfo mysql(Dsn dsn) {
        assertThat(dsn.engine()).isEqualTo(Engine.MYSQL);
        return ConnectionUrl.getConnectionUrlInstance(dsn.jdbcUrl(), properties(dsn))
                .getMainHost();
    }

    static Properties postgres(String dsn) {
        return postgres(Dsn.parse(dsn, "mes.db"));
    }

    static Properties postgres(Dsn dsn) {
        assertThat(dsn.engine()).isEqualTo(Engine.POSTGRESQL);
        Properties understood = Driver.parseURL(dsn.jdbcUrl(), properties(dsn));
        assertThat(understood).as("pgJDBC understands %s", dsn.jdbcUrl()).isNotNull();
        // The driver nests what it was given as defaults; flat, the two can be compared.
        Properties flat = new Properties();
        understood.stringPropertyNames().forEach(name -> flat.setProperty(name, understood.getProperty(name)));
        return flat;
    }

    private static Properties properties(Dsn dsn) {
        Properties properties = new Properties();
        properties.putAll(dsn.properties());
        return properties;
    }
}
