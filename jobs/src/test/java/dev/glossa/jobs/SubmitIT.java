package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How {@code submit.sh} starts a job, on other people's machines and Sparks. Where only the command
 * matters, a small script stands in for the {@code spark-submit} of a SPARK_HOME.
 */
class SubmitIT {
  @TempDir Path folder;
  private Path log;
  private Path sparkHome;

  @BeforeEach
  void standIn() throws IOException {
    log = folder.resolve("log");
    sparkHome = Files.createDirectories(folder.resolve("spark"));
    Files.createDirectories(sparkHome.resolve("bin"));
    Files.createDirectories(sparkHome.resolve("jars"));
    spark("printf '<%s>\\n' \"$@\"");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 3", "10, 1", "2, 2", "3, 3", "137, 137"})
  void tellsTheEndOfAJobFromTheEndOfASparkThatDidNotStart(int sparks, int exit) throws Exception {
    spark("exit " + sparks);
    assertThat(run(Map.of(), "status").exit()).isEqualTo(exit);
  }

  @ParameterizedTest
  @CsvSource({"-TERM, TERM, 143", "-INT, INT, 130"})
  void handsSignalsOnAndWaits(String kill, String signal, int exit) throws Exception {
    Path ready = folder.resolve("ready");
    spark(
        "trap 'sleep 1; exit " + exit + "' " + signal + "; touch " + ready + "; sleep 100 & wait");
    Process process = LocalCluster.submit(log, home(Map.of()), "status");
    while (!Files.exists(ready)) {
      assertThat(process.isAlive()).isTrue();
      Thread.sleep(20);
    }
    assertThat(LocalCluster.signal(kill, process.pid())).isZero();
    assertThat(LocalCluster.finish(process, log).exit()).isEqualTo(exit);
  }

  @Test
  void readsTheSitesFileThenTheCommandLinesThenItsOptions() throws Exception {
    Path site = Files.createDirectory(folder.resolve("site"));
    Files.writeString(site.resolve("spark-defaults.conf"), "spark.a site\nspark.b site\\");
    Path own = folder.resolve("my own.conf");
    Files.writeString(own, "spark.b=own\nspark.c=own\n");
    spark("for word; do case $word in /dev/fd/*) cat $word ;; *) echo \"<$word>\" ;; esac; done");
    LocalCluster.Result result =
        run(
            Map.of("SPARK_CONF_DIR", site.toString()),
            "--properties-file",
            own.toString(),
            "--conf=spark.c=option",
            "status");
    assertThat(result.output())
        .containsSubsequence("spark.a site", "spark.b site", "spark.b=own", "spark.c=own")
        .containsSubsequence("<--conf>", "<spark.c=option>", "<--class>", "<status>")
        .doesNotContain("--master");
  }

  @Test
  void takesASitesMasterForItsOwn() throws Exception {
    Path site = Files.createDirectory(folder.resolve("site"));
    Files.writeString(site.resolve("spark-defaults.conf"), "spark.master  gibberish\n");
    LocalCluster.Result result = run(Map.of("SPARK_CONF_DIR", site.toString()), "status");
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.output()).contains("Cannot use the master: gibberish");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--master lokal",
        "--conf spark.ui.enabled",
        "--properties-file /nowhere",
        "--driver-memory"
      })
  void refusesOptionsThatNoSparkWouldTake(String options) throws Exception {
    LocalCluster.Result result = run(Map.of(), ("status " + options).split(" "));
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.output()).startsWith("submit.sh: Cannot ").doesNotContain("+ ");
  }

  @Test
  void refusesASparkOfAnotherScala() throws Exception {
    Files.createFile(sparkHome.resolve("jars/spark-core_2.13-3.5.7.jar"));
    LocalCluster.Result result = run(Map.of(), "status");
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.output()).contains("built for Scala 2.13, Glossa for Scala 2.12");
  }

  @Test
  void showsNoSecret() throws Exception {
    LocalCluster.Result result = run(Map.of(), "status", "--conf", "spark.my.password=hush");
    assertThat(result.output())
        .contains("spark.my.password=\\*\\*\\*", "<spark.my.password=hush>")
        .doesNotContainPattern("(?m)^\\+ .*hush");
  }

  @Test
  void startsFromAFolderOfAnyNameThroughALink() throws Exception {
    Path odd = Files.createDirectory(folder.resolve("a b,c%20#[d] é"));
    Files.copy(LocalCluster.ROOT.resolve("submit.sh"), odd.resolve("submit.sh"));
    Files.createSymbolicLink(odd.resolve("conf"), LocalCluster.ROOT.resolve("conf"));
    // Hard links, so that nothing leads back to the folder with the plain name.
    copyLinked(LocalCluster.ROOT.resolve("jobs/target"), odd.resolve("jobs/target"));
    Path link = Files.createSymbolicLink(folder.resolve("glossa"), odd.resolve("submit.sh"));
    Process process =
        new ProcessBuilder(link.toString(), "--version")
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    LocalCluster.Result result = LocalCluster.finish(process, log);
    assertThat(result.exit()).as(result.output()).isZero();
    assertThat(result.output()).containsPattern("(?m)^glossa [0-9.]+").doesNotContain("ERROR");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--master local[x]",
        "--conf spark.driver.memory=lots",
        "--driver-memory 1m",
        "--master yarn",
        "--conf spark.ui.enabled=maybe"
      })
  void endsWith3WhereSparkDoesNotStart(String options) throws Exception {
    List<String> command = new ArrayList<>(List.of(options.split(" ")));
    command.addAll(List.of("status", "--output", folder.toString()));
    LocalCluster.Result result = LocalCluster.run(log, command.toArray(String[]::new));
    assertThat(result.exit()).as(result.output()).isEqualTo(3);
    assertThat(result.output()).doesNotContain("\tat ").contains("Cannot start ");
  }

  @Test
  void givesTheSameTablesWhateverTheSiteHasSet() throws Exception {
    Path archive = folder.resolve("archive.jsonl");
    Files.writeString(
        archive,
        """
        {"id": "1", "text": "I SHALL NOT TITLE IT. In 12.5 minutes it was over."}
        {"id": "2", "text": "등불이 켜져 있었다. 아무도 켜지 않았다."}
        """);
    Path site = Files.createDirectory(folder.resolve("site"));
    Files.writeString(
        site.resolve("spark-defaults.conf"),
        """
        spark.serializer org.apache.spark.serializer.KryoSerializer
        spark.kryo.registrationRequired true
        spark.speculation true
        spark.sql.adaptive.enabled false
        spark.sql.ansi.enabled true
        spark.sql.caseSensitive true
        spark.sql.session.timeZone Pacific/Apia
        spark.sql.parquet.writeLegacyFormat true
        spark.driver.extraJavaOptions -Duser.language=tr -Duser.country=TR -Duser.timezone=Asia/Seoul
        """);
    assertThat(tokenize(archive, "calm", Map.of()).exit()).isZero();
    LocalCluster.Result there =
        tokenize(
            archive,
            "there",
            Map.of("SPARK_CONF_DIR", site.toString(), "TERM", "", "LC_ALL", "C", "HOME", ""));
    assertThat(there.exit()).as(there.output()).isZero();
    assertThat(there.output())
        .contains("spark.serializer is org.apache.spark.serializer.KryoSerializer here");
    for (String table : List.of("sentences", "tokens")) {
      assertThat(differences(table)).as(table).isZero();
      assertThat(DuckDb.number("SELECT count(*) FROM " + rows("there", table))).isPositive();
    }
  }

  private LocalCluster.Result tokenize(Path archive, String out, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(LocalCluster.FEW_DOCUMENTS);
    command.addAll(List.of("tokenize", "--input", archive.toString()));
    command.addAll(List.of("--output", folder.resolve(out).toString()));
    return LocalCluster.finish(
        LocalCluster.submit(log, environment, command.toArray(String[]::new)), log);
  }

  private long differences(String table) throws Exception {
    String calm = "SELECT * EXCLUDE wave FROM " + rows("calm", table);
    String there = "SELECT * EXCLUDE wave FROM " + rows("there", table);
    return DuckDb.number(
        String.format(
            "SELECT count(*) FROM ((%1$s EXCEPT %2$s) UNION ALL (%2$s EXCEPT %1$s))", calm, there));
  }

  private String rows(String out, String table) {
    return DuckDb.table(folder.resolve(out), table);
  }

  /** Runs with the stand-in's SPARK_HOME. */
  private LocalCluster.Result run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return LocalCluster.finish(LocalCluster.submit(log, home(environment), arguments), log);
  }

  private Map<String, String> home(Map<String, String> environment) {
    Map<String, String> all = new TreeMap<>(environment);
    all.put("SPARK_HOME", sparkHome.toString());
    return all;
  }

  private void spark(String script) throws IOException {
    Path submit = sparkHome.resolve("bin/spark-submit");
    Files.writeString(submit, "#!/usr/bin/env bash\n" + script + "\n");
    if (!submit.toFile().setExecutable(true)) {
      throw new IOException("Cannot make executable: " + submit);
    }
  }

  /** The parts of a build that a run needs, without a copy of their bytes. */
  private static void copyLinked(Path from, Path to) throws IOException {
    Files.createDirectories(to.resolve("spark/jars"));
    link(to.resolve("glossa.jar"), from.resolve("glossa.jar"));
    try (var jars = Files.list(from.resolve("spark/jars"))) {
      for (Path jar : jars.toList()) {
        link(to.resolve("spark/jars").resolve(jar.getFileName()), jar);
      }
    }
  }

  private static void link(Path link, Path file) throws IOException {
    try {
      Files.createLink(link, file);
    } catch (IOException anotherFileSystem) {
      Files.copy(file, link);
    }
  }
}
