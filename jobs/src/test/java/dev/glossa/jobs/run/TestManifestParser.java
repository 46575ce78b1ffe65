package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.jobs.run.Manifest.Counts;
import dev.glossa.jobs.run.Manifest.DataFile;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.jobs.run.Manifest.TableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestManifestParser {

  private static final Fingerprint BASIS =
      Fingerprint.of(
          List.of("tokenize", "embed"),
          "{\"max_tokens\":128,\"deep\":{\"b\":[1,0.1],\"a\":\"문서\"}}",
          Map.of("bert", "ab".repeat(32)));

  private static final Manifest MANIFEST =
      new Manifest(
          "000007-0123abcd",
          BASIS.hex(),
          BASIS,
          "{\"input\":{\"paths\":[\"/home/é\"]}}",
          Map.of("spark", "3.5.7"),
          Instant.parse("2026-01-02T03:04:05.678Z"),
          Instant.parse("2026-01-02T03:05:05Z"),
          new Counts(5, 3, 4, 1, 0),
          List.of(new StageRun("tokenize", 1.5, 3, 99, 128)),
          List.of(
              new TableFiles(
                  "documents", 3, List.of(new DataFile("a.parquet", 3, 456, "cd".repeat(32))))));

  @Test
  void whatIsWrittenIsRead() throws Exception {
    assertThat(ManifestParser.fromJson(ManifestParser.toJson(MANIFEST))).isEqualTo(MANIFEST);
  }

  @Test
  void theSettingsFingerprintSurvives() throws Exception {
    Manifest read = ManifestParser.fromJson(ManifestParser.toJson(MANIFEST));
    assertThat(read.basis().hex()).isEqualTo(MANIFEST.fingerprint());
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
    String next = json.replace("\"format\" : 1", "\"format\" : 2");
    assertThatThrownBy(() -> ManifestParser.fromJson(next.getBytes(StandardCharsets.UTF_8)))
        .hasMessage("format 2 is not this version's 1");
  }
}
