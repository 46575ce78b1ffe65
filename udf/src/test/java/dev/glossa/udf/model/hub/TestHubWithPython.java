package dev.glossa.udf.model.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cache is shared with Hugging Face's own client, both ways. Runs with {@code
 * -Dhuggingface.python=PYTHON}, a Python that has the package huggingface_hub.
 */
class TestHubWithPython {
  private static final String ID = "org/small-model";
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final HubName NAME = new HubName(ID, "main");

  @TempDir Path temp;

  @BeforeEach
  void requirePython() {
    assumeTrue(
        System.getProperty("huggingface.python") != null,
        "-Dhuggingface.python names no Python with huggingface_hub");
  }

  @Test
  void pythonFindsWhatWasPulled() throws Exception {
    try (FakeHub hub = new FakeHub().put(ID, COMMIT, TestHub.files(1))) {
      HubSnapshot snapshot = hub(hub, false).pull(NAME);
      List<String> lines =
          python(
              hub,
              """
              import huggingface_hub as h
              print(h.snapshot_download("%s", local_files_only=True))
              print(h.hf_hub_download("%s", "model.safetensors", local_files_only=True))
              info = h.scan_cache_dir()
              print(len(info.repos), len(info.warnings), info.size_on_disk)
              """
                  .formatted(ID, ID));
      assertThat(lines.get(0)).isEqualTo(snapshot.folder().toString());
      assertThat(lines.get(1)).isEqualTo(snapshot.folder().resolve("model.safetensors").toString());
      assertThat(lines.get(2)).startsWith("1 0 ");
      assertThat(hub.requests()).noneMatch(request -> request.method().equals("HEAD"));
    }
  }

  @Test
  void whatPythonFetchedIsFound() throws Exception {
    try (FakeHub hub = new FakeHub().put(ID, COMMIT, TestHub.files(1))) {
      List<String> lines =
          python(
              hub, "import huggingface_hub as h; print(h.snapshot_download('%s'))".formatted(ID));
      HubSnapshot offline = hub(hub, true).locate(NAME);
      assertThat(offline.folder()).hasToString(lines.get(0));
      assertThat(offline.commit()).isEqualTo(COMMIT);

      int before = hub.requests().size();
      assertThat(hub(hub, false).locate(NAME)).isEqualTo(offline);
      assertThat(hub.requests().subList(before, hub.requests().size()))
          .singleElement()
          .matches(request -> request.path().startsWith("/api/models/"));
      assertThat(hub(hub, false).verify(NAME)).isEmpty();
    }
  }

  private Hub hub(FakeHub hub, boolean offline) {
    return new Hub(
        new HubSettings(temp.resolve("hub"), hub.endpoint(), Optional.empty(), offline),
        line -> {});
  }

  private List<String> python(FakeHub hub, String program) throws IOException {
    Path out = temp.resolve("out");
    Path err = temp.resolve("err");
    ProcessBuilder python =
        new ProcessBuilder(System.getProperty("huggingface.python"), "-c", program)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    python.environment().put("HF_HOME", temp.toString());
    python.environment().put("HF_ENDPOINT", hub.endpoint().toString());
    python.environment().put("HF_HUB_DISABLE_XET", "1");
    python.environment().put("HF_HUB_DISABLE_TELEMETRY", "1");
    try {
      assertThat(python.start().waitFor()).as(() -> read(err)).isZero();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return Files.readAllLines(out);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
