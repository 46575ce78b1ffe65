package dev.glossa.udf.engine;

import java.io.Serializable;
import java.util.Optional;

/**
 * How models are to be computed, before it is known on which device that is.
 *
 * @param device that is wanted
 * @param precision that is wanted
 * @param threads of the CPU in one operation; 0 for the library's own choice
 */
public record EngineSettings(DeviceChoice device, PrecisionChoice precision, int threads)
    implements Serializable {

  /**
   * The options for one model in one task.
   *
   * @param gpu number of the GPU that the task was given, if it was given one
   * @param decided what {@link #precision} comes to for the model
   */
  public EngineOptions options(Optional<String> gpu, Precision decided) {
    String name =
        switch (device) {
          case AUTO -> gpu.map(number -> "cuda:" + number).orElse("cpu");
          case CPU -> "cpu";
          case CUDA -> "cuda:" + gpu.orElse("0");
        };
    return new EngineOptions(name, decided, threads);
  }
}
