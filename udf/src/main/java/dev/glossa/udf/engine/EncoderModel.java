package dev.glossa.udf.engine;

import ai.djl.pytorch.jni.IValue;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.family.Role;
import java.util.Arrays;

/** A model that reads in both directions and writes nothing. */
public final class EncoderModel extends LoadedModel implements Classifies, Tags {
  EncoderModel(Checkpoint checkpoint, Program program) {
    super(checkpoint, program);
  }

  @Override
  public float[][] classify(Batch batch) {
    requireHead(Role.CLASSIFIES);
    try (Scope scope = program().scope()) {
      return split(scope.floats(run(scope, "classify", batch)), batch.rows());
    }
  }

  @Override
  public float[][][] tag(Batch batch) {
    requireHead(Role.TAGS);
    int labels = checkpoint().config().labels().names().size();
    try (Scope scope = program().scope()) {
      float[] all = scope.floats(run(scope, "tag", batch));
      float[][][] logits = new float[batch.rows()][][];
      int begin = 0;
      for (int row = 0; row < batch.rows(); row++) {
        int own = batch.sequences()[row].length;
        logits[row] = split(Arrays.copyOfRange(all, begin, begin + own * labels), own);
        begin += labels * (batch.packed() ? own : batch.paddedLength());
      }
      return logits;
    }
  }

  private IValue run(Scope scope, String method, Batch batch) {
    return batch.packed()
        ? runPacked(scope, "packed_" + method, batch)
        : scope.run(
            method,
            tokens(scope, batch),
            scope.longs(batch.paddedTypes(), batch.rows(), batch.paddedLength()),
            lengths(scope, batch));
  }
}
