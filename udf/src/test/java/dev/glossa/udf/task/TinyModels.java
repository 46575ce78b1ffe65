package dev.glossa.udf.task;

import dev.glossa.udf.engine.EngineOptions;
import dev.glossa.udf.engine.LoadedModel;
import dev.glossa.udf.engine.Models;
import dev.glossa.udf.engine.Precision;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.TinyCheckpoints;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The models {@code gpt2}, {@code bart} and {@code bert}, small and of random weights. */
final class TinyModels implements ModelSource, AutoCloseable {
  private final Map<String, Checkpoint> checkpoints = new HashMap<>();
  private final Map<String, LoadedModel> loaded = new HashMap<>();
  long tokens;
  long slots;

  TinyModels(Path folder) {
    checkpoints.put("gpt2", open(TinyCheckpoints.gpt2(folder.resolve("gpt2"), 1)));
    checkpoints.put("bart", open(TinyCheckpoints.bart(folder.resolve("bart"), 2)));
    checkpoints.put("bert", open(TinyCheckpoints.bert(folder.resolve("bert"), 3)));
  }

  private static Checkpoint open(Path folder) {
    try {
      return Checkpoint.open(folder);
    } catch (CheckpointException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public LoadedModel model(String name) {
    return loaded.computeIfAbsent(
        name,
        ignored -> Models.load(checkpoint(name), new EngineOptions("cpu", Precision.FLOAT32, 1)));
  }

  @Override
  public Checkpoint checkpoint(String name) {
    return checkpoints.get(name);
  }

  @Override
  public Meter meter() {
    return (more, slotsMore) -> {
      tokens += more;
      slots += slotsMore;
    };
  }

  @Override
  public void close() {
    loaded.values().forEach(LoadedModel::close);
  }
}
