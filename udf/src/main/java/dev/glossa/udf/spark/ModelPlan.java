package dev.glossa.udf.spark;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which checkpoints a run uses and how: what the driver has checked and every executor must find
 * again.
 *
 * @param models by the name that the configuration gives them
 * @param device {@code auto} (the GPU that Spark assigned to the task, else the CPU), {@code cpu}
 *     or {@code cuda}
 * @param precision {@code auto} (float32 on the CPU, float16 on a GPU), {@code float32}, {@code
 *     float16} or {@code bfloat16}
 * @param threads of the CPU inside one operation; 0 for the library's own choice
 */
public record ModelPlan(Map<String, ModelFile> models, String device, String precision, int threads)
    implements Serializable {

  /** Copies what could change. */
  public ModelPlan {
    models = new TreeMap<>(models);
  }

  /**
   * One checkpoint.
   *
   * @param path folder, the same on the driver and on every node
   * @param fingerprint hexadecimal SHA-256 of its files, as the driver found them
   */
  public record ModelFile(String path, String fingerprint) implements Serializable {}
}
