package io.wmmp.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/** Compiles what a page shows as Java. */
final class JavaSnippet {

    private JavaSnippet() {
    }

    /** Compiles one class without a package into the directory. */
    static void compile(Path directory, String className, String source) throws IOException {
        Path file = Files.writeString(directory.resolve(className + ".java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter problems = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(problems, files, null,
                    List.of("-proc:none", "-d", directory.toString(), "-cp", System.getProperty("java.class.path")), null,
                    files.getJavaFileObjects(file)).call();
            assertThat(compiled).as("%s%n%s", problems, source).isTrue();
        }
    }
}
