package dev.glossa.jobs.plan;

import dev.glossa.jobs.run.Amount;
import dev.glossa.udf.spark.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a stage would take.
 *
 * @param stage its name
 * @param amount that it has to do, as counted
 * @param trial on a sample of that
 * @param models what it would ask of each model, in alphabetical order
 * @param seconds by the clock, about
 */
public record StagePlan(
    String stage, Amount amount, Trial trial, List<ModelPlan> models, double seconds) {

  /** Copies what could change. */
  public StagePlan {
    models = List.copyOf(models);
  }

  /**
   * What a stage would ask of a model: exact where the sample was all that there is to do, else
   * about.
   *
   * @param model its name in the configuration
   * @param tooLong documents that are longer than it reads at once
   * @param tokensIn that it would read, special tokens included
   * @param mostTokensOut that it would write at most
   * @param batches that it would read; of {@code tokenize}, documents
   * @param padding share of these batches' tokens that is padding or spare rows, 0 to 1
   */
  public record ModelPlan(
      String model,
      long tooLong,
      long tokensIn,
      long mostTokensOut,
      long batches,
      double padding) {}

  /**
   * Scales a trial up.
   *
   * @param readsToTheEnd whether what is read grows with the characters of documents, or only with
   *     their number
   * @param tasks that run at the same time
   */
  static StagePlan of(String stage, Amount amount, Trial trial, boolean readsToTheEnd, int tasks) {
    double byTexts = share(amount.texts(), trial.documents());
    double byCharacters = readsToTheEnd ? share(amount.characters(), trial.characters()) : byTexts;
    List<ModelPlan> models = new ArrayList<>();
    double tried = 0;
    double all = 0;
    for (Map.Entry<String, Trial.Use> entry : trial.uses().entrySet()) {
      Trial.Use use = entry.getValue();
      tried += use.read() + use.written();
      all += byCharacters * use.read() + byTexts * use.written();
      models.add(
          new ModelPlan(
              entry.getKey(),
              Math.round(byTexts * use.divided()),
              Math.round(byCharacters * use.read()),
              Math.round(byTexts * use.mostWritten()),
              (long) Math.ceil(byCharacters * use.batches()),
              use.paddedRead() == 0 ? 0 : 1 - (double) use.read() / use.paddedRead()));
    }
    double work = tried == 0 ? byTexts * trial.seconds() : trial.seconds() * all / tried;
    return new StagePlan(stage, amount, trial, models, trial.opening() + work / tasks);
  }

  private static double share(long all, long tried) {
    return tried == 0 ? 0 : (double) all / tried;
  }

  /** Whether nothing but time had to be estimated. */
  boolean isExact() {
    return trial.documents() == amount.texts();
  }
}
