package dev.glossa.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.LocalSpark;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the page about transformers, compiled and run one after the other. */
class TestTransformerPage {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void examplesRun(@TempDir Path folder) throws Exception {
    List<String> lines =
        BLOCK
            .matcher(Files.readString(ROOT.resolve("docs/ml.md")))
            .results()
            .map((MatchResult block) -> block.group(1))
            .flatMap(String::lines)
            .toList();
    String imports = lines.stream().filter(TestTransformerPage::isImport).collect(joined());
    String code = lines.stream().filter(line -> !isImport(line)).collect(joined());
    assertThat(code).contains("new TextEmbedder()", "PipelineModel.load(");
    Path source = folder.resolve("Page.java");
    Files.writeString(
        source,
        imports
            + "import org.apache.spark.sql.*;\n"
            + "public class Page {\n"
            + "public static void run(SparkSession spark, String folder) throws Exception {\n"
            + code
            + "}}\n");
    compile(source);

    SparkSession spark = LocalSpark.session().newSession();
    for (String model : List.of("gpt2-mini", "bart-mini", "bert-mini")) {
      spark.conf().set("spark.glossa.models." + model + ".path", ROOT + "/data/models/" + model);
    }
    SparkSession.setActiveSession(spark);
    try (URLClassLoader classes =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, Thread.currentThread().getContextClassLoader())) {
      classes
          .loadClass("Page")
          .getMethod("run", SparkSession.class, String.class)
          .invoke(null, spark, folder.toString());
    }
    assertThat(folder.resolve("kinds/metadata")).isDirectory();
  }

  private static boolean isImport(String line) {
    return line.startsWith("import ");
  }

  private static Collector<CharSequence, ?, String> joined() {
    return Collectors.joining("\n", "", "\n");
  }

  private static void compile(Path source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                problems,
                null,
                null,
                List.of("-proc:none", "-classpath", System.getProperty("java.class.path")),
                null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
            .call();
    assertThat(compiled).as(problems.toString()).isTrue();
  }
}
