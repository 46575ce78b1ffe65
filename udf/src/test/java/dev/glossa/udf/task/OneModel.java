package dev.glossa.udf.task;

import dev.glossa.udf.engine.EngineOptions;
import dev.glossa.udf.engine.LoadedModel;
import dev.glossa.udf.engine.Models;
import dev.glossa.udf.engine.Precision;
import dev.glossa.udf.model.Checkpoint;

/** A single model, whatever the name. */
record OneModel(Checkpoint only, LoadedModel loaded) implements ModelSource, AutoCloseable {
  OneModel(Checkpoint only) {
    this(only, Models.load(only, new EngineOptions("cpu", Precision.FLOAT32, 1)));
  }

  @Override
  public LoadedModel model(String name) {
    return loaded;
  }

  @Override
  public Checkpoint checkpoint(String name) {
    return only;
  }

  @Override
  public Meter meter() {
    return (tokens, slots) -> {};
  }

  @Override
  public void close() {
    loaded.close();
  }
}
