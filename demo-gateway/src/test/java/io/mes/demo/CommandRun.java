package io.mes.demo;

import io.mes.demo.command.Commands;
import io.mes.demo.command.Console;
import io.mes.demo.command.LocalGateway;
import io.mes.storage.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A command, run in this process, for where only its words matter. */
final class CommandRun {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final int status;

    /** Runs a command on the database in a directory. */
    CommandRun(Path directory, String... words) {
        this(directory, 1, Map.of(), words);
    }

    /** Runs a command on the database in a directory, beside a gateway at a port. */
    CommandRun(Path directory, int port, Map<String, String> more, String... words) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("SQLITE_PATH", directory.resolve("mes.db").toString());
        settings.put("MES_TIMEZONE", "UTC");
        status = Commands.run(
                List.of(words),
                new Console(
                        Settings.of(settings::get),
                        () -> new LocalGateway(port, Optional.ofNullable(more.get("ADMINISTRATOR"))),
                        InputStream.nullInputStream(),
                        out,
                        new PrintStream(err, true, StandardCharsets.UTF_8)));
    }

    int status() {
        return status;
    }

    String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
