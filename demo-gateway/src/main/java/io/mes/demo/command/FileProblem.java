package io.mes.demo.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Something could not be read or written. The message names it as the command line does, and says why. */
final class FileProblem extends IOException {

    private static final long serialVersionUID = 1L;

    private FileProblem(String message, IOException cause) {
        super(message, cause);
    }

    /** What was to be read. */
    static FileProblem reading(String name, IOException cause) {
        return new FileProblem(name + " could not be read: " + reason(cause), cause);
    }

    /** What was to be written. */
    static FileProblem writing(String name, IOException cause) {
        return new FileProblem(name + " could not be written: " + reason(cause), cause);
    }

    /** The system's own words, where Java has kept them; it would name files that nobody has asked for. */
    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String words = e instanceof FileSystemException of ? of.getReason() : e.getMessage();
        return words == null ? e.getClass().getSimpleName() : words;
    }
}
