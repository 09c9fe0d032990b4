package io.mes.demo.command;

import io.mes.storage.ConversationStore;
import io.mes.storage.config.ConfigException;
import io.mes.storage.query.PartitionSummary;
import io.mes.storage.query.StorageException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Tells how the database is, and the gateway on this machine that has the same settings. */
final class StatusCommand implements Command {

    @Override
    public int run(List<String> words, Console console) throws FileProblem {
        Arguments.of(words, Set.of(), Set.of(), 0);
        LocalGateway gateway = console.gateway().get();
        List<String> wrong = new ArrayList<>();
        tellDatabase(console, wrong);
        GatewayHealth health = GatewayHealth.ask(gateway);
        console.println("gateway\t" + health.told());
        wrong.addAll(health.wrong());
        wrong.forEach(console.err()::println);
        return wrong.isEmpty() ? DONE : FAILED;
    }

    /** A database that is away is what was to be found out; a setting that nothing can be asked with is not. */
    private static void tellDatabase(Console console, List<String> wrong) throws FileProblem {
        try (ConversationStore store = CommandStore.openExisting(console.settings())) {
            console.println("database\t" + store.config().dsn().displayAddress());
            tell(console, store.administration().partitions());
        } catch (ConfigException e) {
            if (!(e.getCause() instanceof SQLException)) {
                throw e;
            }
            wrong.add(String.valueOf(e.getMessage()));
        } catch (StorageException e) {
            wrong.add(Commands.told(e));
        }
    }

    private static void tell(Console console, List<PartitionSummary> partitions) throws FileProblem {
        console.println("partitions\t" + partitions.size());
        console.println("messages\t" + sum(partitions, PartitionSummary::messages));
        console.println("errors\t" + sum(partitions, PartitionSummary::errors));
        console.println("bytes\t" + sum(partitions, PartitionSummary::bytes));
    }

    private static long sum(List<PartitionSummary> partitions, ToLongFunction<PartitionSummary> of) {
        return partitions.stream().mapToLong(of).sum();
    }
}
