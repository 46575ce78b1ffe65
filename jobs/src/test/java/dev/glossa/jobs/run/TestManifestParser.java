package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.jobs.run.Manifest.DataFile;
import dev.glossa.jobs.run.Manifest.Inputs;
import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.jobs.run.Manifest.TableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TestManifestParser {

  private static final Manifest MANIFEST =
      new Manifest(
          "000007-0123abcd",
          "000006-89abcdef",
          List.of("000003-aaaaaaaa", "000004-bbbbbbbb"),
          List.of(
              new RunPart(
                  "000006-89abcdef",
                  Instant.parse("2026-01-02T03:04:05.678Z"),
                  Instant.parse("2026-01-02T03:05:05Z"),
                  List.of("/home/é", "glob:/archive/*.txt"),
                  "{\"input\":{\"paths\":[\"/home/é\"]}}",
                  Map.of("spark", "3.5.7"),
                  new Inputs(5, 3, 1, 2),
                  List.of(
                      new StageRun(
                          "tokenize",
                          "5e77165e77165e77",
                          Map.of("bert", "ab".repeat(32)),
                          4,
                          3,
                          1,
                          1.5,
                          99,
                          128)))),
          List.of(
              new TableFiles(
                  "documents", 3, List.of(new DataFile("a.parquet", 3, 456, "cd".repeat(32))))));

  @Test
  void whatIsWrittenIsRead() throws Exception {
    assertThat(ManifestParser.fromJson(ManifestParser.toJson(MANIFEST))).isEqualTo(MANIFEST);
  }

  /** A manifest that is out in the world must be read by whatever the program becomes. */
  @Test
  void theNamesInTheFileStay() throws Exception {
    String json = new String(ManifestParser.toJson(MANIFEST), StandardCharsets.UTF_8);
    assertThat(Pattern.compile("\"([a-z_0-9]+)\" :").matcher(json).results().map(m -> m.group(1)))
        .containsExactly(
            "format",
            "wave",
            "run",
            "replaces",
            "runs",
            "run",
            "started",
            "finished",
            "paths",
            "configuration",
            "input",
            "paths",
            "versions",
            "spark",
            "inputs",
            "listed",
            "added",
            "changed",
            "gone",
            "stages",
            "stage",
            "settings",
            "models",
            "bert",
            "attempted",
            "results",
            "errors",
            "seconds",
            "tokens",
            "padded_tokens",
            "tables",
            "table",
            "rows",
            "files",
            "name",
            "rows",
            "bytes",
            "sha256",
            "checksum");
  }

  @Test
  void everyFlippedBitShows() {
    byte[] json = ManifestParser.toJson(MANIFEST);
    for (int i = 0; i < json.length; i++) {
      byte[] damaged = json.clone();
      damaged[i] ^= (byte) (1 << (i % 8));
      assertThatThrownBy(() -> ManifestParser.fromJson(damaged))
          .as("byte %d", i)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void everyTruncationShows() {
    byte[] json = ManifestParser.toJson(MANIFEST);
    for (int length = 0; length < json.length; length++) {
      byte[] damaged = java.util.Arrays.copyOf(json, length);
      assertThatThrownBy(() -> ManifestParser.fromJson(damaged)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anUnknownFormatIsRefused() {
    String json = new String(ManifestParser.toJson(MANIFEST), StandardCharsets.UTF_8);
    String next = json.replace("\"format\" : 3", "\"format\" : 4");
    assertThatThrownBy(() -> ManifestParser.fromJson(next.getBytes(StandardCharsets.UTF_8)))
        .hasMessage("format 4 is not this version's 3");
  }
}
