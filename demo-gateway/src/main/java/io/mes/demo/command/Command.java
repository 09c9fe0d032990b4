package io.mes.demo.command;

import java.util.List;

/** One command. */
interface Command {

    /** It did what it was to do. */
    int DONE = 0;

    /** It did not, or not all of it, or found something wrong. */
    int FAILED = 1;

    /** It could not begin, for the command line or a setting is wrong. */
    int USAGE = 2;

    /**
     * Runs the command.
     *
     * @param arguments what follows its name
     * @return the exit status
     * @throws FileProblem if a file or a stream fails
     * @throws UsageException if the arguments are wrong
     * @throws io.mes.storage.config.ConfigException if a setting is
     * @throws io.mes.storage.query.StorageException if the database has no answer
     */
    int run(List<String> arguments, Console console) throws FileProblem;
}
