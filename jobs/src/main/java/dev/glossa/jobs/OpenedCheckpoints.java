package dev.glossa.jobs;

import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/**
 * Checkpoints that this process has opened and hashed, which takes seconds for a large one: a
 * session of queries opens them again and again. One whose files have another size or time than
 * before is opened anew.
 */
final class OpenedCheckpoints {
  /** Files of sentence-transformers lie in folders of their own. */
  private static final int DEPTH = 2;

  private static final ConcurrentMap<Path, Opened> OPENED = new ConcurrentHashMap<>();

  private record Opened(Map<String, FileState> files, Checkpoint checkpoint) {}

  private record FileState(long size, FileTime modified) {}

  private OpenedCheckpoints() {}

  static Checkpoint open(Path folder) throws CheckpointException, IOException {
    Map<String, FileState> files = files(folder);
    Opened before = OPENED.get(folder);
    if (before != null && before.files().equals(files)) {
      return before.checkpoint();
    }
    Checkpoint checkpoint = Checkpoint.open(folder);
    OPENED.put(folder, new Opened(files, checkpoint));
    return checkpoint;
  }

  private static Map<String, FileState> files(Path folder) throws IOException {
    Map<String, FileState> files = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.walk(folder, DEPTH)) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          files.put(
              file.toString(), new FileState(Files.size(file), Files.getLastModifiedTime(file)));
        }
      }
    }
    return files;
  }
}
