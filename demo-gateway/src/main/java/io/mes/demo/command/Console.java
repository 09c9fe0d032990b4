package io.mes.demo.command;

import io.mes.storage.config.Settings;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.function.IntSupplier;

/**
 * What a command works with.
 *
 * @param settings of the environment
 * @param gatewayPort where a gateway with these settings listens
 * @param in standard input
 * @param out for what was asked for
 * @param err for everything else
 */
public record Console(Settings settings, IntSupplier gatewayPort, InputStream in, PrintStream out, PrintStream err) {}
