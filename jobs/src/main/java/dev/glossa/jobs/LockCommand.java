package dev.glossa.jobs;

import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.Lock;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the lock file of a checkpoint: names, sizes and hashes of its files. */
@Command(
    name = "lock",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a checkpoint's model.lock.json: name, size and SHA-256 of every file. From then on a"
          + " folder that differs by a byte is refused."
    })
final class LockCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the checkpoint.")
  private Path model;

  @Override
  public Integer call() throws CheckpointException {
    System.out.println(Lock.write(model));
    return 0;
  }
}
