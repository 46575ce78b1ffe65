package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The package for Python on the whole jar, by its own tests. */
@EnabledIfSystemProperty(
    named = "python.executable",
    matches = ".+",
    disabledReason =
        "needs -Dpython.executable=FILE, a Python with pyspark 3.5.7, numpy, setuptools and wheel")
class PythonIT {

  @Test
  void passesItsTests(@TempDir Path folder) throws Exception {
    File output = folder.resolve("output").toFile();
    ProcessBuilder tests =
        new ProcessBuilder(
                System.getProperty("python.executable"),
                "-W",
                "ignore::ResourceWarning",
                "-m",
                "unittest",
                "-v",
                "test_glossa")
            .directory(LocalCluster.ROOT.resolve("udf/src/test/python").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output);
    tests.environment().remove("SPARK_HOME");
    tests.environment().put("GLOSSA_ROOT", LocalCluster.ROOT.toString());
    tests.environment().put("GLOSSA_HOME", LocalCluster.ROOT.toString());
    tests
        .environment()
        .put("PYTHONPATH", LocalCluster.ROOT.resolve("udf/src/main/python").toString());
    tests.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    tests.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = tests.start();
    try {
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(output.toPath());
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said).contains("test_the_page_runs").containsPattern("Ran [1-9]\\d* tests");
  }
}
