package io.mes.demo.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What follows the name of a command: options ({@code --name=value}, {@code --flag}) and the words between them. */
final class Arguments {

    private final Map<String, String> options = new HashMap<>();
    private final List<String> words = new ArrayList<>();

    private Arguments() {}

    /**
     * Reads arguments.
     *
     * @param options names of options that have a value
     * @param flags names of those that have none
     * @param words how many words there must be besides
     * @throws UsageException if there is anything else
     */
    static Arguments of(List<String> arguments, Set<String> options, Set<String> flags, int words) {
        Arguments read = new Arguments();
        for (String argument : arguments) {
            if (argument.startsWith("--")) {
                read.option(argument.substring(2), options, flags);
            } else {
                read.words.add(argument);
            }
        }
        if (read.words.size() > words) {
            throw new UsageException("\"" + read.words.get(words) + "\" is one word too many");
        }
        if (read.words.size() < words) {
            throw new UsageException("A word is missing");
        }
        return read;
    }

    private void option(String option, Set<String> known, Set<String> flags) {
        int equals = option.indexOf('=');
        String name = equals < 0 ? option : option.substring(0, equals);
        boolean withValue = known.contains(name) && equals >= 0 && equals < option.length() - 1;
        if (known.contains(name) && !withValue) {
            throw new UsageException("--" + name + " has no value; write --" + name + "=VALUE");
        }
        if (!withValue && !(flags.contains(name) && equals < 0)) {
            throw new UsageException("There is no option --" + option + " here");
        }
        if (options.put(name, option.substring(equals + 1)) != null) {
            throw new UsageException("--" + name + " is given twice");
        }
    }

    /** A word by its place. */
    String word(int index) {
        return words.get(index);
    }

    boolean flag(String name) {
        return options.containsKey(name);
    }

    @Nullable
    String option(String name) {
        return options.get(name);
    }

    /** A file that was named. */
    static Path path(String name) {
        if (name.isEmpty()) {
            throw new UsageException("The name of a file is empty");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new UsageException("\"" + name + "\" is no name of a file here: " + e.getReason());
        }
    }

    /** The number of a user; null where none is given. */
    @Nullable
    Long user() {
        String user = options.get("user");
        try {
            return user == null ? null : Long.valueOf(user);
        } catch (NumberFormatException e) {
            throw new UsageException("--user must be the number of a user, and is \"" + user + "\"");
        }
    }
}
