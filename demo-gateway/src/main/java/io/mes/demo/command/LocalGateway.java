package io.mes.demo.command;

import java.util.Optional;

/**
 * The gateway that has the settings of a command, if it runs. Never prints its key.
 *
 * @param port where it listens; 0 if nobody knows
 * @param administratorKey a key that it takes for an administrator's, if there is one
 */
public record LocalGateway(int port, Optional<String> administratorKey) {

    @Override
    public String toString() {
        return "LocalGateway[port=" + port + "]";
    }
}
