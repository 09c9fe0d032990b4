package io.mes.demo.command;

import io.mes.storage.ConversationStore;
import io.mes.storage.query.PartitionSummary;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Tells how the database is, and the gateway on this machine that has the same settings. */
final class StatusCommand implements Command {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Override
    public int run(List<String> words, Console console) {
        Arguments.of(words, Set.of(), Set.of(), 0);
        try (ConversationStore store = CommandStore.open(console.settings())) {
            List<PartitionSummary> partitions = store.administration().partitions();
            console.out().println("database\t" + store.config().dsn().displayAddress());
            console.out().println("partitions\t" + partitions.size());
            console.out()
                    .println("messages\t"
                            + partitions.stream()
                                    .mapToLong(PartitionSummary::messages)
                                    .sum());
            console.out()
                    .println("errors\t"
                            + partitions.stream()
                                    .mapToLong(PartitionSummary::errors)
                                    .sum());
            console.out()
                    .println("bytes\t"
                            + partitions.stream()
                                    .mapToLong(PartitionSummary::bytes)
                                    .sum());
        }
        console.out().println("gateway\t" + gateway(console.gatewayPort().getAsInt()));
        return DONE;
    }

    /** What the gateway tells everybody; it needs no key. */
    private static String gateway(int port) {
        if (port == 0) {
            return "listens, if it runs, at a port that PORT does not say";
        }
        URI address = URI.create("http://localhost:" + port + "/api/v1/health");
        HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
        try {
            return HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .build()
                    .send(request, BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "does not answer at " + address;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "was not waited for";
        }
    }
}
