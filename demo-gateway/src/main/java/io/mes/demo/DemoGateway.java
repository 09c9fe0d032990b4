package io.mes.demo;

import io.mes.demo.command.Commands;
import io.mes.demo.command.Console;
import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Settings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Starts the gateway with the settings of its environment, and stops it with the process; or runs one of the administrator's
 * commands.
 */
public final class DemoGateway {

    private static final String LOG_TARGET = "mes.log.target";
    private static final String LOG_LEVEL = "mes.log.level";

    private DemoGateway() {}

    /**
     * Runs until the process is told to end, or the command has. A wrong setting ends it at once, with one line that says
     * which.
     *
     * @param args none for the gateway; or a command, see {@code help}
     */
    public static void main(String[] args) throws Exception {
        Settings settings = Settings.ofEnvironment();
        if (args.length > 0) {
            System.exit(command(List.of(args), settings));
        }
        Gateway gateway;
        try {
            gateway = Gateway.start(settings);
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        } catch (IOException e) {
            System.err.println("The gateway cannot start: " + e.getMessage() + "; is the PORT in use?");
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "shutdown"));
        System.out.println(StartUpText.of(gateway));
        gateway.join();
    }

    /**
     * Standard output is for what the command was asked for, so the log goes elsewhere, and tells only what is wrong. Both are
     * said before there is a log.
     */
    private static int command(List<String> words, Settings settings) {
        if (System.getProperty(LOG_TARGET) == null) {
            System.setProperty(LOG_TARGET, "System.err");
        }
        if (System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "WARN");
        }
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        return Commands.run(
                words, new Console(settings, () -> GatewayConfig.of(settings).local(), System.in, out, System.err));
    }
}
