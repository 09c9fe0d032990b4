package io.mes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import io.mes.storage.docs.DocPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Verifies that every public type of the libraries is described, as is every public method that is of its own, and that it or its
 * package says on which threads it may be used.
 */
final class JavadocTest {

    private static final Pattern THREADS =
            Pattern.compile("threads?\\b|thread-safe|immutable|stateless|pure functions", Pattern.CASE_INSENSITIVE);

    /** Public types that are not nested, and what is said of each, and of its package. */
    private final Map<String, String> types = new TreeMap<>();

    private final List<String> undescribed = new ArrayList<>();

    private final class Reader extends TreePathScanner<Void, String> {

        private final DocTrees docs;

        Reader(JavacTask task) {
            this.docs = DocTrees.instance(task);
        }

        @Override
        public Void visitClass(ClassTree type, String ofPackage) {
            boolean ofInterface = isInterface(getCurrentPath().getParentPath().getLeaf());
            if (!isPublic(type.getModifiers()) && !ofInterface) {
                return null;
            }
            String doc = described(type.getSimpleName().toString());
            if (getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree unit) {
                types.put(unit.getPackageName() + "." + type.getSimpleName(), doc + ofPackage);
            }
            return super.visitClass(type, ofPackage);
        }

        @Override
        public Void visitMethod(MethodTree method, String ofPackage) {
            Tree type = getCurrentPath().getParentPath().getLeaf();
            boolean isPublic = isPublic(method.getModifiers())
                    || (isInterface(type) && !method.getModifiers().getFlags().contains(Modifier.PRIVATE));
            boolean inherited = method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation -> annotation.getAnnotationType() instanceof IdentifierTree name
                            && name.getName().contentEquals("Override"));
            if (isPublic && !inherited) {
                described(((ClassTree) type).getSimpleName() + "." + method.getName());
            }
            return null;
        }

        private String described(String name) {
            String doc = docs.getDocComment(getCurrentPath());
            if (doc == null) {
                undescribed.add(getCurrentPath().getCompilationUnit().getPackageName() + "." + name);
                return "";
            }
            return doc;
        }

        private static boolean isPublic(ModifiersTree modifiers) {
            return modifiers.getFlags().contains(Modifier.PUBLIC);
        }

        private static boolean isInterface(Tree type) {
            return type.getKind() == Tree.Kind.INTERFACE;
        }
    }

    private void read(String module) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files =
                        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
                Stream<Path> found = Files.walk(DocPage.root().resolve(module).resolve("src/main/java"))) {
            List<Path> sources = found.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                Path source = Path.of(unit.getSourceFile().toUri());
                new Reader(task).scan(unit, Files.readString(source.resolveSibling("package-info.java")));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mes-storage", "mes-filter"})
    void shouldDescribeWhatIsPublic(String module) throws IOException {
        read(module);

        assertThat(types).hasSizeGreaterThan(10);
        assertThat(undescribed).isEmpty();
    }

    /** Exceptions apart, which no thread shares. */
    @ParameterizedTest
    @ValueSource(strings = {"mes-storage", "mes-filter"})
    void shouldSayOnWhichThreads(String module) throws IOException {
        read(module);
        types.keySet().removeIf(name -> name.endsWith("Exception"));
        types.values().removeIf(doc -> THREADS.matcher(doc).find());

        assertThat(types.keySet()).isEmpty();
    }
}
