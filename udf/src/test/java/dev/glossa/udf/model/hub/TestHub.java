package dev.glossa.udf.model.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models by name, from a hub on the loopback device into a cache of Hugging Face's form. */
class TestHub {
  private static final String ID = "org/small-model";
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final String LATER = "89abcdef0123456789abcdef0123456789abcdef";
  private static final HubName NAME = new HubName(ID, "main");
  private static final String WEIGHTS = "model.safetensors";

  @TempDir Path temp;
  private FakeHub hub;
  private final List<String> said = new ArrayList<>();
  private final List<Long> pauses = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    hub = new FakeHub().put(ID, COMMIT, files(1));
  }

  @AfterEach
  void close() {
    hub.close();
  }

  static Map<String, byte[]> files(long seed) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    byte[] weights = new byte[300_000];
    new Random(seed).nextBytes(weights);
    files.put(".gitattributes", text("* text"));
    files.put("README.md", text("what it is"));
    files.put("1_Pooling/config.json", text("{\"word_embedding_dimension\": 4}"));
    files.put("config.json", text("{\"model_type\": \"bert\"}"));
    files.put("modules.json", text("[]"));
    files.put(WEIGHTS, weights);
    files.put("onnx/model.onnx", weights);
    files.put("pytorch_model.bin", Arrays.copyOf(weights, 1000));
    files.put("tf_model.h5", Arrays.copyOf(weights, 1000));
    files.put("tokenizer.json", Arrays.copyOf(weights, 200));
    return files;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Hub client(boolean offline, Optional<String> token) {
    HubSettings settings = new HubSettings(temp.resolve("cache"), hub.endpoint(), token, offline);
    return new Hub(
        settings, said::add, new HubClient(settings, Duration.ofSeconds(2), pauses::add));
  }

  private Hub client() {
    return client(false, Optional.empty());
  }

  @Test
  void whatACheckpointNeedsIsFetchedIntoTheCachesForm() throws Exception {
    HubSnapshot snapshot = client().locate(NAME);

    Path model = temp.resolve("cache/models--org--small-model");
    assertThat(snapshot)
        .isEqualTo(new HubSnapshot(NAME, COMMIT, model.resolve("snapshots/" + COMMIT)));
    Map<String, byte[]> files = files(1);
    for (String name :
        List.of(
            "1_Pooling/config.json", "config.json", "modules.json", WEIGHTS, "tokenizer.json")) {
      Path link = snapshot.folder().resolve(name);
      byte[] content = files.remove(name);
      String hash = FakeHub.isLarge(content) ? FakeHub.sha256(content) : FakeHub.gitSha1(content);
      String up = name.contains("/") ? "../../../" : "../../";
      assertThat(Files.readSymbolicLink(link)).hasToString(up + "blobs/" + hash);
      assertThat(link).hasBinaryContent(content);
    }
    for (String name : files.keySet()) {
      assertThat(snapshot.folder().resolve(name)).doesNotExist();
    }
    assertThat(model.resolve("refs/main")).hasContent(COMMIT);
    assertThat(client().verify(NAME)).isEmpty();
  }

  @Test
  void whatIsInTheCacheAsksNobody() throws Exception {
    HubSnapshot fetched = client().locate(NAME);
    hub.put(ID, LATER, files(2));
    int before = hub.requests().size();

    assertThat(client().locate(NAME)).isEqualTo(fetched);
    assertThat(client(true, Optional.empty()).locate(NAME)).isEqualTo(fetched);
    assertThat(client().locate(NAME.at(COMMIT)).folder()).isEqualTo(fetched.folder());
    assertThat(hub.requests()).hasSize(before);

    assertThat(client().pull(NAME).commit()).isEqualTo(LATER);
    assertThat(client().locate(NAME).folder().resolve(WEIGHTS))
        .hasBinaryContent(files(2).get(WEIGHTS));
  }

  @Test
  void aSnapshotThatAnotherProgramMadeIsCompleted() throws Exception {
    HubSnapshot fetched = client().locate(NAME);
    deleteAll(temp.resolve("cache/models--org--small-model/.glossa"));
    Files.delete(fetched.folder().resolve("1_Pooling/config.json"));

    assertThat(client().locate(NAME).folder().resolve("1_Pooling/config.json")).isRegularFile();
  }

  @Test
  void offlineASnapshotOfAnotherProgramIsUsedWithAWord() throws Exception {
    client().locate(NAME);
    deleteAll(temp.resolve("cache/models--org--small-model/.glossa"));
    said.clear();

    assertThat(client(true, Optional.empty()).locate(NAME).commit()).isEqualTo(COMMIT);
    assertThat(said).singleElement().asString().startsWith("Using hf:org/small-model as another");
  }

  @Test
  void offlineWhatIsNotInTheCacheIsRefused() {
    assertThatThrownBy(() -> client(true, Optional.empty()).locate(NAME))
        .isInstanceOf(HubException.class)
        .hasMessage(
            "Cannot use hf:org/small-model (not in "
                + temp.resolve("cache")
                + ", and HF_HUB_OFFLINE is set; fetch it with ./submit.sh models pull"
                + " hf:org/small-model where there is a connection)");
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void theTokenGoesToTheHubAlone() throws Exception {
    hub.require("hf_secret", "RepoNotFound");
    client(false, Optional.of("hf_secret")).locate(NAME);

    assertThat(hub.requests()).extracting(FakeHub.Request::host).contains("hub", "files");
    for (FakeHub.Request request : hub.requests()) {
      assertThat(request.token())
          .isEqualTo(request.host().equals("hub") ? "Bearer hf_secret" : null);
    }
    assertThat(said).noneMatch(line -> line.contains("hf_secret"));
  }

  private static int begin(String range) {
    return Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
  }

  @Test
  void aBrokenDownloadGoesOnWhereItBroke() throws Exception {
    hub.fail(WEIGHTS, FakeHub.Fault.BREAK, FakeHub.Fault.BREAK);
    HubSnapshot snapshot = client().locate(NAME);

    assertThat(snapshot.folder().resolve(WEIGHTS)).hasBinaryContent(files(1).get(WEIGHTS));
    List<String> ranges = ranges(WEIGHTS);
    assertThat(ranges).hasSize(3).first().isNull();
    // What was on its way when the connection broke may be lost.
    int second = begin(ranges.get(1));
    assertThat(second).isBetween(1, 150_000);
    assertThat(begin(ranges.get(2))).isBetween(second + 1, second + (300_000 - second) / 2);
  }

  @Test
  void aLaterProcessGoesOnWhereAnotherWasKilled() throws Exception {
    byte[] weights = files(1).get(WEIGHTS);
    Path part = part(weights);
    Files.createDirectories(part.getParent());
    Files.write(part, Arrays.copyOf(weights, 123_456));

    HubSnapshot snapshot = client().locate(NAME);
    assertThat(snapshot.folder().resolve(WEIGHTS)).hasBinaryContent(weights);
    assertThat(ranges(WEIGHTS)).containsExactly("bytes=123456-");
    assertThat(part).doesNotExist();
  }

  @Test
  void aDamagedPartIsFetchedAnew() throws Exception {
    byte[] weights = files(1).get(WEIGHTS);
    for (int length : new int[] {1000, weights.length, weights.length + 5}) {
      Files.createDirectories(part(weights).getParent());
      Files.write(part(weights), new byte[length]);
      HubSnapshot snapshot = client().locate(NAME);
      assertThat(snapshot.folder().resolve(WEIGHTS)).hasBinaryContent(weights);
      client().remove(NAME);
    }
  }

  @Test
  void aHubWithoutRangesSendsAllAgain() throws Exception {
    hub.fail(WEIGHTS, FakeHub.Fault.BREAK, FakeHub.Fault.NO_RANGE);
    assertThat(client().locate(NAME).folder().resolve(WEIGHTS))
        .hasBinaryContent(files(1).get(WEIGHTS));
  }

  @Test
  void anAnswerThatStandsStillIsGivenUpAndAskedForAgain() throws Exception {
    hub.fail(WEIGHTS, FakeHub.Fault.STALL);
    assertThat(client().locate(NAME).folder().resolve(WEIGHTS))
        .hasBinaryContent(files(1).get(WEIGHTS));
  }

  @Test
  void aBusyHubIsAskedAgainWhenItWantsToBe() throws Exception {
    hub.fail("config.json", FakeHub.Fault.BUSY, FakeHub.Fault.ERROR, FakeHub.Fault.BUSY);
    client().locate(NAME);
    assertThat(pauses).containsExactly(7000L, 7000L, 7000L);
  }

  @Test
  void aHubThatStaysBusyIsGivenUp() {
    FakeHub.Fault[] always = new FakeHub.Fault[20];
    Arrays.fill(always, FakeHub.Fault.BUSY);
    hub.fail("config.json", always);
    assertThatThrownBy(() -> client().locate(NAME))
        .isInstanceOf(HubException.class)
        .hasMessageContaining(
            "hf:org/small-model config.json (127.0.0.1 failed 5 times: status 429");
  }

  @ParameterizedTest
  @EnumSource(
      value = FakeHub.Fault.class,
      names = {"WRONG_BYTE", "TOO_LONG", "TOO_SHORT"})
  void wrongContentNeverReachesTheCache(FakeHub.Fault fault) {
    FakeHub.Fault[] always = new FakeHub.Fault[20];
    Arrays.fill(always, fault);
    hub.fail(WEIGHTS, always);
    assertThatThrownBy(() -> client().locate(NAME))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("hf:org/small-model model.safetensors (");
    assertThat(temp.resolve("cache/models--org--small-model/snapshots/" + COMMIT))
        .isDirectoryNotContaining("glob:**" + WEIGHTS);
    assertThat(temp.resolve("cache/models--org--small-model/refs")).doesNotExist();
  }

  @Test
  void aWrongSmallFileIsToldFromTheRightOneByGitsHash() {
    hub.fail("config.json", FakeHub.Fault.WRONG_BYTE);
    assertThatThrownBy(() -> client().locate(NAME))
        .hasMessageContaining("git SHA-1 " + FakeHub.gitSha1(files(1).get("config.json")));
  }

  @Test
  void aListingThatDisagreesWithTheFilesAnswerIsRefused() {
    hub.listHash("ab".repeat(32));
    assertThatThrownBy(() -> client().locate(NAME))
        .hasMessageContaining("SHA-256 abababab")
        .hasMessageContaining("in the listing");
  }

  @Test
  void aMirrorThatListsNamesOnlyIsAskedForEachHash() throws Exception {
    hub.listNamesOnly();
    HubSnapshot snapshot = client().locate(NAME);
    assertThat(snapshot.folder().resolve(WEIGHTS)).hasBinaryContent(files(1).get(WEIGHTS));
    assertThat(client().verify(NAME)).isEmpty();
  }

  @Test
  void aRenamedModelIsFollowed() throws Exception {
    hub.move("old/name", ID);
    HubSnapshot snapshot = client().locate(new HubName("old/name", "main"));
    assertThat(snapshot.folder())
        .isEqualTo(temp.resolve("cache/models--old--name/snapshots/" + COMMIT));
    assertThat(snapshot.folder().resolve(WEIGHTS)).hasBinaryContent(files(1).get(WEIGHTS));
  }

  @Test
  void refusalsSayWhatToDo() {
    assertThatThrownBy(() -> client().locate(new HubName("org/none", "main")))
        .hasMessageContaining("hf:org/none (status 404: no such model, or a private one, no token");
    assertThatThrownBy(() -> client().locate(new HubName(ID, "v9")))
        .hasMessage(
            "Cannot use hf:org/small-model@v9 (no such revision; correct the name or revision)");
    hub.require("hf_secret", "GatedRepo");
    assertThatThrownBy(() -> client().locate(NAME))
        .hasMessageContaining("its owner asks for consent, no token given; accept the terms");
    hub.require("hf_secret", "RepoNotFound");
    assertThatThrownBy(() -> client(false, Optional.of("hf_other")).locate(NAME))
        .hasMessageContaining("status 401: no such model, or a private one, the token given")
        .hasMessageNotContaining("hf_other");
  }

  @Test
  void aModelWithoutWeightsOfAKnownFormIsRefused() {
    Map<String, byte[]> files = files(1);
    files.remove(WEIGHTS);
    files.remove("pytorch_model.bin");
    hub.put(ID, COMMIT, files);
    assertThatThrownBy(() -> client().locate(NAME))
        .hasMessageContaining("neither model.safetensors nor pytorch_model.bin");
  }

  @Test
  void manyAtOnceFetchEachFileOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      Callable<HubSnapshot> task = () -> client().locate(NAME);
      for (Future<HubSnapshot> done : threads.invokeAll(Collections.nCopies(6, task))) {
        assertThat(done.get().folder().resolve(WEIGHTS)).hasBinaryContent(files(1).get(WEIGHTS));
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(ranges(WEIGHTS)).hasSize(1);
  }

  @Test
  void manyProcessesAtOnceFetchEachFileOnce() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ProcessBuilder process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  PullModel.class.getName(),
                  temp.toString(),
                  NAME.toString())
              .redirectErrorStream(true)
              .redirectOutput(temp.resolve("output" + i).toFile());
      process.environment().put("HF_ENDPOINT", hub.endpoint().toString());
      process.environment().put("HF_HUB_CACHE", temp.resolve("cache").toString());
      process.environment().remove("HF_HUB_OFFLINE");
      processes.add(process.start());
    }
    for (int i = 0; i < 3; i++) {
      assertThat(processes.get(i).waitFor())
          .as(Files.readString(temp.resolve("output" + i)))
          .isZero();
    }
    assertThat(client().verify(NAME)).isEmpty();
    assertThat(ranges(WEIGHTS)).hasSize(1);
  }

  @Test
  void verifyNamesWhatIsDamagedOrMissing() throws Exception {
    HubSnapshot snapshot = client().locate(NAME);
    Path weights = snapshot.folder().resolve(WEIGHTS).toRealPath();
    byte[] bytes = Files.readAllBytes(weights);
    bytes[77] ^= 1;
    Files.write(weights, bytes);
    Files.delete(snapshot.folder().resolve("tokenizer.json").toRealPath());

    assertThat(client().verify(NAME))
        .anyMatch(line -> line.startsWith("damaged: " + snapshot.folder().resolve(WEIGHTS)))
        .anyMatch(
            line -> line.startsWith("missing: " + snapshot.folder().resolve("tokenizer.json")));
  }

  @Test
  void listAndRemoveKeepWhatAnotherCommitUses() throws Exception {
    client().pull(NAME);
    Map<String, byte[]> later = files(1);
    later.put("config.json", text("{\"model_type\": \"gpt2\"}"));
    hub.put(ID, LATER, later);
    client().pull(NAME);
    assertThat(client().list())
        .extracting(Hub.Cached::commit, Hub.Cached::revisions, Hub.Cached::complete)
        .containsExactly(tuple(COMMIT, List.of(), true), tuple(LATER, List.of("main"), true));

    client().remove(NAME.at(COMMIT));
    assertThat(client().list()).extracting(Hub.Cached::commit).containsExactly(LATER);
    assertThat(client().verify(NAME)).isEmpty();
    try (Stream<Path> blobs = Files.list(temp.resolve("cache/models--org--small-model/blobs"))) {
      assertThat(blobs).hasSize(5);
    }
    client().remove(NAME);
    assertThat(temp.resolve("cache/models--org--small-model")).doesNotExist();
    assertThatThrownBy(() -> client().remove(NAME)).hasMessageContaining("not in " + temp);
  }

  private List<String> ranges(String file) {
    return hub.requests().stream()
        .filter(request -> request.host().equals("files") && request.path().contains(file))
        .map(FakeHub.Request::range)
        .toList();
  }

  private Path part(byte[] content) {
    return temp.resolve(
        "cache/models--org--small-model/blobs/" + FakeHub.sha256(content) + ".glossa.part");
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path path : entries.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
