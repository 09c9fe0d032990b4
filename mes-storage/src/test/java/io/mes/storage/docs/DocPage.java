package io.mes.storage.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation, whose code tests compare with what they compile and run. */
public final class DocPage {

    private static final Pattern BLOCK = Pattern.compile("```([a-z]*)\n(.*?)```", Pattern.DOTALL);

    private final String path;
    private final String text;

    private DocPage(String path) throws IOException {
        this.path = path;
        this.text = Files.readString(root().resolve(path));
    }

    /** A page by its path in the project. */
    public static DocPage of(String path) throws IOException {
        return new DocPage(path);
    }

    /** Every page of the project. */
    public static List<DocPage> all() throws IOException {
        Path root = root();
        try (Stream<Path> files = Files.find(root, 4, (file, facts) -> isPage(root.relativize(file)))) {
            List<String> paths =
                    files.map(file -> root.relativize(file).toString()).sorted().toList();
            List<DocPage> pages = new ArrayList<>();
            for (String page : paths) {
                pages.add(of(page));
            }
            return pages;
        }
    }

    private static boolean isPage(Path file) {
        String path = file.toString();
        return path.endsWith(".md") && !path.startsWith(".") && !path.contains("target/");
    }

    /** The project's directory, in which somewhere the module is whose tests run. */
    public static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("README.zh-CN.md"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    /** Where it is in the project. */
    public String path() {
        return path;
    }

    /** The page as it is written. */
    public String text() {
        return text;
    }

    /** A fenced block; its language is empty where the page says none. */
    public record Block(String language, String text) {}

    /** All blocks, in order. */
    public List<Block> blocks() {
        return BLOCK.matcher(text)
                .results()
                .map(block -> new Block(block.group(1), block.group(2)))
                .toList();
    }

    /** What stands in blocks of a language. */
    public List<String> blocks(String language) {
        return blocks().stream()
                .filter(block -> block.language().equals(language))
                .map(Block::text)
                .toList();
    }

    /** The one block that begins so. */
    public String block(String beginning) {
        List<String> found = blocks().stream()
                .map(Block::text)
                .filter(block -> block.startsWith(beginning))
                .toList();
        if (found.size() != 1) {
            throw new IllegalStateException(path + " has " + found.size() + " blocks that begin with " + beginning);
        }
        return found.get(0);
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
