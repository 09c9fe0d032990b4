package io.mes.filter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A page of the documentation, whose code tests compare with what they compile and run. */
public final class DocPage {

    private final String text;

    private DocPage(Path file) throws IOException {
        this.text = Files.readString(Path.of("..").resolve(file));
    }

    /** A page by its path in the project. */
    public static DocPage of(String path) throws IOException {
        return new DocPage(Path.of(path));
    }

    /** The page as it is written. */
    public String text() {
        return text;
    }

    /** What stands in blocks of a language. */
    public List<String> blocks(String language) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** Blocks of Java, without comments and line breaks. */
    public List<String> code() {
        return blocks("java").stream().map(DocPage::normalized).toList();
    }

    /** The source of a test in the same form. */
    public static String sourceOf(Class<?> test) throws IOException {
        String file = test.getName().replace('.', '/') + ".java";
        return normalized(Files.readString(Path.of("src/test/java").resolve(file)));
    }

    private static String normalized(String code) {
        return code.replaceAll("(?m)^\\s*//.*$", "").replaceAll("\\s+", " ").strip();
    }
}
