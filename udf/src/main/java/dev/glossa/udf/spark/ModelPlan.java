package dev.glossa.udf.spark;

import dev.glossa.udf.engine.EngineSettings;
import dev.glossa.udf.engine.ModelLimits;
import dev.glossa.udf.engine.Precision;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which checkpoints a run uses and how: what the driver has checked and every executor must find
 * again.
 *
 * @param models by the name that the configuration gives them
 * @param copies folder of each machine in which {@link NodeModels} keeps copies
 * @param engine how they are computed
 * @param limits how long and how many of them a process keeps
 */
public record ModelPlan(
    Map<String, ModelFile> models, String copies, EngineSettings engine, ModelLimits limits)
    implements Serializable {

  /** Copies what could change. */
  public ModelPlan {
    models = new TreeMap<>(models);
  }

  /** The same run with its models elsewhere. */
  public ModelPlan with(Map<String, ModelFile> others) {
    return new ModelPlan(others, copies, engine, limits);
  }

  /** Where a checkpoint's files are. */
  public enum Where {
    /** In a folder that every node has, the driver among them. */
    NODES,
    /** In a folder of a file system of Hadoop, from which each node makes a copy. */
    HADOOP,
    /** In a folder that the driver alone has, which must be put elsewhere before the run. */
    DRIVER
  }

  /**
   * One checkpoint.
   *
   * @param place as the configuration names it; of a model from the hub, with its commit
   * @param source the folder, as {@code where} says
   * @param fingerprint hexadecimal SHA-256 of its files, as the driver found them
   * @param precision in which it is computed, as the driver decided
   * @param batchTokens of a batch for which its device has room, as the driver decided for all of
   *     them
   */
  public record ModelFile(
      String place,
      Where where,
      String source,
      String fingerprint,
      Precision precision,
      int batchTokens)
      implements Serializable {

    /**
     * Bytes of a number of its caches while it writes, at most: on processors they are float32,
     * where {@link Precision} has no lower ones.
     *
     * @param onGpu whether on a GPU
     */
    public int cacheBytes(boolean onGpu) {
      return onGpu ? precision.bytes() : Precision.FLOAT32.bytes();
    }

    /** The same in a folder that Hadoop reads. */
    public ModelFile in(String folder) {
      return new ModelFile(place, Where.HADOOP, folder, fingerprint, precision, batchTokens);
    }

    /** The same in batches of so many tokens. */
    public ModelFile with(int tokens) {
      return new ModelFile(place, where, source, fingerprint, precision, tokens);
    }
  }
}
