package dev.glossa.udf.model.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The folder in which Hugging Face's client keeps models; the package's page draws it.
 *
 * @param root its uppermost folder, which need not exist
 */
record HubCache(Path root) {
  private static final String MODELS = "models--";

  /** The folder of a model. */
  Path model(String id) {
    return root.resolve(MODELS + id.replace("/", "--"));
  }

  /** The place of a content. */
  Path blob(String id, ContentHash hash) {
    return model(id).resolve("blobs").resolve(hash.hex());
  }

  /** The lock under which a content is fetched. */
  Path lock(String id, ContentHash hash) {
    return root.resolve(".locks").resolve(model(id).getFileName()).resolve(hash.hex() + ".lock");
  }

  /** The folder of a commit's files. */
  Path snapshot(String id, String commit) {
    return model(id).resolve("snapshots").resolve(commit);
  }

  /** The commit that a revision stands for, as far as the cache knows. */
  Optional<String> commit(HubName name) throws IOException {
    if (name.isCommit()) {
      return Optional.of(name.revision());
    }
    Path ref = model(name.id()).resolve("refs").resolve(name.revision());
    return Files.isRegularFile(ref)
        ? Optional.of(Files.readString(ref).strip()).filter(HubName::isCommit)
        : Optional.empty();
  }

  /** Notes what a branch or tag stands for. */
  void setCommit(HubName name, String commit) throws IOException {
    if (!name.isCommit()) {
      replace(model(name.id()).resolve("refs").resolve(name.revision()), commit);
    }
  }

  /** The files that Glossa needs of a commit, by name, where it has asked the hub once. */
  Optional<List<String>> needed(String id, String commit) throws IOException {
    Path file = neededFile(id, commit);
    return Files.isRegularFile(file) ? Optional.of(Files.readAllLines(file)) : Optional.empty();
  }

  void setNeeded(String id, String commit, List<String> names) throws IOException {
    replace(neededFile(id, commit), String.join("\n", names) + "\n");
  }

  private Path neededFile(String id, String commit) {
    return model(id).resolve(".glossa").resolve(commit);
  }

  /** Whether a commit's folder has every file that Glossa needs of it. */
  boolean isComplete(String id, String commit) throws IOException {
    Optional<List<String>> names = needed(id, commit);
    Path folder = snapshot(id, commit);
    return names.isPresent()
        && names.get().stream().allMatch(name -> Files.isRegularFile(folder.resolve(name)));
  }

  /** Puts a content into a commit's folder under a name, as a relative link. */
  void link(String id, String commit, String name, ContentHash hash) throws IOException {
    Path link = snapshot(id, commit).resolve(name);
    Path target = link.getParent().relativize(blob(id, hash));
    Files.createDirectories(link.getParent());
    if (Files.isSymbolicLink(link) && !Files.readSymbolicLink(link).equals(target)) {
      Files.delete(link);
    }
    try {
      Files.createSymbolicLink(link, target);
    } catch (FileAlreadyExistsException e) {
      // Another process was here first.
    }
  }

  private static void replace(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Path part = Files.createTempFile(file.getParent(), ".", ".part");
    Files.write(part, text.getBytes(StandardCharsets.UTF_8));
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Ids of all models, in alphabetical order. */
  List<String> ids() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .map(folder -> folder.getFileName().toString())
          .filter(name -> name.startsWith(MODELS))
          .map(name -> name.substring(MODELS.length()).replace("--", "/"))
          .sorted()
          .toList();
    }
  }

  /** Commits of a model that have a folder, each with the branches and tags that stand for it. */
  Map<String, List<String>> commits(String id) throws IOException {
    Map<String, List<String>> commits = new TreeMap<>();
    for (Path folder : list(model(id).resolve("snapshots"))) {
      commits.put(folder.getFileName().toString(), new ArrayList<>());
    }
    Path refs = model(id).resolve("refs");
    for (Path ref : files(refs)) {
      List<String> names = commits.get(Files.readString(ref).strip());
      if (names != null) {
        names.add(refs.relativize(ref).toString());
      }
    }
    return commits;
  }

  /** Files of a commit, each with the blob behind it. */
  Map<Path, Path> contents(String id, String commit) throws IOException {
    Map<Path, Path> contents = new LinkedHashMap<>();
    for (Path file : files(snapshot(id, commit))) {
      Path target =
          Files.isSymbolicLink(file)
              ? file.resolveSibling(Files.readSymbolicLink(file)).normalize()
              : file;
      contents.put(file, target);
    }
    return contents;
  }

  /** Takes a commit out, with the names that stand for it and the contents that no other has. */
  void remove(String id, String commit) throws IOException {
    for (Path ref : files(model(id).resolve("refs"))) {
      if (Files.readString(ref).strip().equals(commit)) {
        Files.delete(ref);
      }
    }
    Files.deleteIfExists(neededFile(id, commit));
    deleteAll(snapshot(id, commit));
    Set<Path> used = new HashSet<>();
    for (String other : commits(id).keySet()) {
      used.addAll(contents(id, other).values());
    }
    for (Path blob : list(model(id).resolve("blobs"))) {
      if (!used.contains(blob)) {
        Files.delete(blob);
      }
    }
    if (commits(id).isEmpty()) {
      deleteAll(model(id));
      deleteAll(root.resolve(".locks").resolve(model(id).getFileName()));
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  /** All files below a folder, links among them, which are not followed. */
  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.walk(folder)) {
      return entries
          .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> entries = Files.walk(folder)) {
        for (Path path : entries.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
