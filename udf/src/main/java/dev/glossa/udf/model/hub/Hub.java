package dev.glossa.udf.model.hub;

import dev.glossa.udf.model.NeededFiles;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Models by name, from the cache or from the hub. Only the driver has one: nothing that runs on an
 * executor fetches.
 */
public final class Hub {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HubSettings settings;
  private final HubCache cache;
  private final HubClient client;
  private final Consumer<String> progress;

  /**
   * @param progress told in a sentence what is being fetched
   */
  public Hub(HubSettings settings, Consumer<String> progress) {
    this(settings, progress, new HubClient(settings, PATIENCE, Hub::sleep));
  }

  Hub(HubSettings settings, Consumer<String> progress, HubClient client) {
    this.settings = settings;
    this.cache = new HubCache(settings.cache());
    this.client = client;
    this.progress = progress;
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A model's folder: from the cache where that has all of it, otherwise from the hub.
   *
   * @throws HubException when it is in neither, or may not be fetched
   */
  public HubSnapshot locate(HubName name) throws HubException {
    try {
      Optional<String> commit = cache.commit(name);
      if (commit.isPresent() && cache.isComplete(name.id(), commit.get())) {
        return new HubSnapshot(name, commit.get(), cache.snapshot(name.id(), commit.get()));
      }
      if (!settings.offline()) {
        return pull(name);
      }
      Path folder = commit.map(found -> cache.snapshot(name.id(), found)).orElse(cache.root());
      if (commit.isEmpty() || !Files.isRegularFile(folder.resolve("config.json"))) {
        throw new HubException(
            name.toString(),
            "not in " + settings.cache() + ", and HF_HUB_OFFLINE is set",
            "fetch it with ./submit.sh models pull " + name + " where there is a connection");
      }
      progress.accept(
          "Using "
              + name
              + " as another program left it in "
              + folder
              + "; offline, nobody knows if a file of it is missing");
      return new HubSnapshot(name, commit.get(), folder);
    } catch (IOException e) {
      throw unusable(name, e);
    }
  }

  /**
   * Asks the hub what a model's revision stands for now, and fetches what the cache lacks of it.
   *
   * @throws HubException when the hub does not give it, or gives other files than it lists
   */
  public HubSnapshot pull(HubName name) throws HubException {
    if (settings.offline()) {
      throw new HubException(
          name.toString(), "HF_HUB_OFFLINE is set", "unset it where there is a connection");
    }
    HubClient.Listing listing = client.listing(name);
    Map<String, HubFile> listed = new LinkedHashMap<>();
    listing.files().forEach(file -> listed.put(file.name(), file));
    List<String> names = NeededFiles.of(listed.keySet());
    if (names.stream().noneMatch(NeededFiles::isWeights)) {
      throw new HubException(
          name.toString(),
          "it has neither model.safetensors nor pytorch_model.bin, whole or in shards",
          "name a model that has, or convert this one into a folder of your own");
    }
    try {
      cache.setNeeded(name.id(), listing.commit(), names);
      List<HubFile> missing =
          missing(name, listing.commit(), names.stream().map(listed::get).toList());
      requireRoom(name, missing);
      for (int i = 0; i < missing.size(); i++) {
        HubFile file = client.described(name, listing.commit(), missing.get(i));
        progress.accept(
            "Fetching "
                + name
                + " "
                + file.name()
                + size(file)
                + ", "
                + (i + 1)
                + " of "
                + missing.size());
        new Download(client, cache).fetch(name, listing.commit(), file);
        cache.link(name.id(), listing.commit(), file.name(), file.hash().orElseThrow());
      }
      cache.setCommit(name, listing.commit());
      return new HubSnapshot(name, listing.commit(), cache.snapshot(name.id(), listing.commit()));
    } catch (IOException e) {
      throw unusable(name, e);
    }
  }

  private List<HubFile> missing(HubName name, String commit, List<HubFile> files) {
    Path folder = cache.snapshot(name.id(), commit);
    return files.stream()
        .filter(file -> !Files.isRegularFile(folder.resolve(file.name())))
        .toList();
  }

  private static String size(HubFile file) {
    return file.size().isPresent() ? " (" + mebibytes(file.size().getAsLong()) + ")" : "";
  }

  private static String mebibytes(long bytes) {
    return "%,.1f MiB".formatted(bytes / (double) (1 << 20));
  }

  private void requireRoom(HubName name, List<HubFile> missing) throws IOException, HubException {
    long bytes = missing.stream().mapToLong(file -> file.size().orElse(0)).sum();
    FileStore store = Files.getFileStore(Files.createDirectories(cache.root()));
    if (bytes > store.getUsableSpace()) {
      throw new HubException(
          name.toString(),
          mebibytes(bytes)
              + " are to be fetched, "
              + cache.root()
              + " has room for "
              + mebibytes(store.getUsableSpace()),
          "make room, or name another folder in HF_HUB_CACHE");
    }
  }

  /**
   * A commit in the cache.
   *
   * @param revisions branches and tags that stand for it
   * @param bytes of its files
   * @param complete whether it has all that Glossa needs of it, as far as is known
   */
  public record Cached(
      String id, String commit, List<String> revisions, long bytes, boolean complete) {}

  /** What the cache holds. */
  public List<Cached> list() throws IOException {
    List<Cached> models = new ArrayList<>();
    for (String id : cache.ids()) {
      for (Map.Entry<String, List<String>> commit : cache.commits(id).entrySet()) {
        long bytes = 0;
        for (Path file : cache.contents(id, commit.getKey()).keySet()) {
          bytes += Files.exists(file) ? Files.size(file) : 0;
        }
        models.add(
            new Cached(
                id,
                commit.getKey(),
                commit.getValue(),
                bytes,
                cache.isComplete(id, commit.getKey())));
      }
    }
    return models;
  }

  /**
   * Reads every file of a model in the cache and compares it with the hash that names it.
   *
   * @return a sentence for each file that is damaged or missing
   * @throws HubException when the cache does not have the model
   */
  public List<String> verify(HubName name) throws HubException {
    try {
      String commit = required(name);
      List<String> problems = new ArrayList<>();
      for (String needed : cache.needed(name.id(), commit).orElse(List.of())) {
        Path file = cache.snapshot(name.id(), commit).resolve(needed);
        if (!Files.isRegularFile(file)) {
          problems.add("missing: " + file);
        }
      }
      for (Map.Entry<Path, Path> content : cache.contents(name.id(), commit).entrySet()) {
        Optional<ContentHash> hash = ContentHash.of(content.getValue().getFileName().toString());
        if (!Files.isRegularFile(content.getKey())) {
          problems.add("missing: " + content.getKey() + " leads to " + content.getValue());
        } else if (hash.isEmpty()) {
          problems.add("unknown: " + content.getKey() + " has no hash to compare it with");
        } else if (!hash.get().of(content.getKey()).equals(hash.get())) {
          problems.add(
              "damaged: "
                  + content.getKey()
                  + " has "
                  + hash.get().of(content.getKey())
                  + ", not "
                  + hash.get());
        }
      }
      return problems;
    } catch (IOException e) {
      throw unusable(name, e);
    }
  }

  /**
   * Takes a model out of the cache: the commit that its revision stands for.
   *
   * @throws HubException when the cache does not have it
   */
  public void remove(HubName name) throws HubException {
    try {
      cache.remove(name.id(), required(name));
    } catch (IOException e) {
      throw unusable(name, e);
    }
  }

  private String required(HubName name) throws IOException, HubException {
    Optional<String> commit = cache.commit(name);
    if (commit.isEmpty() || !Files.isDirectory(cache.snapshot(name.id(), commit.get()))) {
      throw new HubException(
          name.toString(), "not in " + settings.cache(), "see ./submit.sh models list");
    }
    return commit.get();
  }

  private static HubException unusable(HubName name, IOException e) {
    return new HubException(
        name.toString(), String.valueOf(e), "make the cache's folder readable and writable", e);
  }
}
