package io.mes.demo.command;

import io.mes.storage.config.ConfigException;
import io.mes.storage.query.StorageException;
import java.util.List;
import java.util.Map;

/** The command line: finds the command that is named, and says what went wrong with it. Stateless. */
public final class Commands {

    /** What each command does, as {@code help} tells it. */
    static final String USAGE = """
            java -jar demo-gateway.jar                            start the gateway
            java -jar demo-gateway.jar export [options]           write conversations as JSON Lines
                --format=openai | mes    examples for fine-tuning (default), or everything, to be imported again
                --from=DAY --to=DAY      active between two days (2026-11-22), unix seconds or moments
                --model=NAME             last asked for this model
                --user=NUMBER            of this user; else of all
                --output=FILE            into a file, which is there when all is written; else to standard output
            java -jar demo-gateway.jar import [--user=NUMBER] FILE
                                                                  read such a file, - for standard input; a row is stored once
                --user=NUMBER            whose the conversations become; needed where the file does not say it
            java -jar demo-gateway.jar partitions                 list the days and what they hold
            java -jar demo-gateway.jar drop DAY                   drop a day that has ended
            java -jar demo-gateway.jar recount [--repair]         compare lists and statistics with the rows, and mend them
            java -jar demo-gateway.jar status                     ask the database and the gateway how they are
            java -jar demo-gateway.jar help                       show this

            Settings come from the environment, as those of the gateway. The exit status is 0 when all is well, 1 when
            something failed or was found wrong, and 2 when the command line or a setting is wrong.
            """;

    private static final Map<String, Command> COMMANDS = Map.of(
            "export", new ExportCommand(),
            "import", new ImportCommand(),
            "partitions", new PartitionsCommand(),
            "drop", new DropCommand(),
            "recount", new RecountCommand(),
            "status", new StatusCommand(),
            "help", Commands::help);

    private Commands() {}

    /**
     * Runs a command.
     *
     * @param words the command line, at least one word
     * @return the exit status: 0 when all is well, 1 when something failed or was found wrong, 2 when the command line or a
     *     setting is wrong
     */
    public static int run(List<String> words, Console console) {
        String name = words.contains("--help") || words.contains("-h") ? "help" : words.get(0);
        try {
            Command command = COMMANDS.get(name);
            if (command == null) {
                throw new UsageException("There is no command \"" + name + "\"");
            }
            return command.run(words.subList(1, words.size()), console);
        } catch (UsageException e) {
            console.err().println(e.getMessage());
            console.err().println();
            console.err().print(USAGE);
            return Command.USAGE;
        } catch (ConfigException e) {
            console.err().println(e.getMessage());
            return Command.USAGE;
        } catch (StorageException e) {
            console.err().println(name + " failed: " + told(e));
            return Command.FAILED;
        } catch (FileProblem e) {
            console.err().println(name + " failed: " + e.getMessage());
            return Command.FAILED;
        }
    }

    /** A failure with what lies at the bottom of it. */
    static String told(StorageException failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return failure.getMessage() + (last == failure ? "" : " (" + last.getMessage() + ")");
    }

    private static int help(List<String> arguments, Console console) throws FileProblem {
        console.print(USAGE);
        return Command.DONE;
    }
}
