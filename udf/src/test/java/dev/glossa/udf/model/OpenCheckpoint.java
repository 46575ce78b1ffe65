package dev.glossa.udf.model;

import java.nio.file.Path;

/** Opens a checkpoint in a process of its own, and touches the last byte of each of its weights. */
final class OpenCheckpoint {
  private OpenCheckpoint() {}

  public static void main(String[] arguments) throws Exception {
    Tensors tensors = Checkpoint.open(Path.of(arguments[0])).tensors();
    for (String name : tensors.names()) {
      long length = tensors.info(name).length();
      tensors.data(name, length - Float.BYTES, Float.BYTES).getFloat();
    }
  }
}
