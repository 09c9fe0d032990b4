package io.mes.demo;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Settings;
import java.io.IOException;

/** Starts the gateway with the settings of its environment, and stops it with the process. */
public final class DemoGateway {

    private DemoGateway() {}

    /**
     * Runs until the process is told to end. A wrong setting ends it at once, with one line that says which.
     *
     * @param args none
     */
    public static void main(String[] args) throws Exception {
        Gateway gateway;
        try {
            gateway = Gateway.start(Settings.ofEnvironment());
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
}
