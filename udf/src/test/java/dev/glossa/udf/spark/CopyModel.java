package dev.glossa.udf.spark;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** Wants a model in a process of its own, and says how many bytes of its source it has read. */
final class CopyModel {
  private CopyModel() {}

  public static void main(String[] arguments) throws Exception {
    NodeModels models = new NodeModels(Path.of(arguments[0]), new Configuration());
    Path folder = models.folder(arguments[1], arguments[2]);
    System.out.println("RESULT " + bytesRead() + " " + folder);
  }

  /** Bytes that this process has read through Hadoop. */
  static long bytesRead() {
    return FileSystem.getAllStatistics().stream()
        .mapToLong(FileSystem.Statistics::getBytesRead)
        .sum();
  }
}
