package dev.glossa.udf.engine;

import dev.glossa.udf.model.Checkpoint;

/** A model that reads in both directions and writes nothing. */
public final class EncoderModel extends LoadedModel {
  EncoderModel(Checkpoint checkpoint, Program program) {
    super(checkpoint, program);
  }
}
