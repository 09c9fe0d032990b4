package io.mes.demo.command;

import io.mes.storage.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * What a command works with.
 *
 * @param settings of the environment
 * @param gateway with these settings; throws {@link io.mes.storage.config.ConfigException} if one of them is wrong
 * @param in standard input
 * @param out for what was asked for, in UTF-8; fails where nobody takes it, as a {@code PrintStream} would not
 * @param err for everything else
 */
public record Console(
        Settings settings, Supplier<LocalGateway> gateway, InputStream in, OutputStream out, PrintStream err) {

    /** What {@link #out} is called. */
    static final String OUT = "standard output";

    /** Writes a line of what was asked for. */
    void println(String line) throws FileProblem {
        print(line + "\n");
    }

    /** Writes text that was asked for. */
    void print(String text) throws FileProblem {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw FileProblem.writing(OUT, e);
        }
    }
}
