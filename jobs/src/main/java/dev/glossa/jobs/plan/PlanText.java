package dev.glossa.jobs.plan;

import dev.glossa.jobs.plan.StagePlan.ModelPlan;
import java.io.PrintStream;
import java.util.Locale;
import java.util.TreeMap;

/** A plan as it is shown: first what was counted, then what was estimated. */
public final class PlanText {
  private static final double GIB = 1L << 30;
  private static final double MINUTE = 60;
  private static final double HOUR = 3600;

  private final PrintStream out;

  /** Prints to this stream. */
  public PlanText(PrintStream out) {
    this.out = out;
  }

  /** Prints a plan that has something to do. */
  public void print(Plan plan) {
    line("");
    line("Counted: %,d inputs, %,d of which cannot be read", plan.inputs(), plan.unread());
    line("");
    line("%-12s %14s %18s", "job", "texts to do", "characters");
    for (StagePlan stage : plan.stages()) {
      line("%-12s %,14d %,18d", stage.stage(), stage.amount().texts(), stage.amount().characters());
    }
    line("");
    line(
        plan.stages().stream().allMatch(StagePlan::isExact)
            ? "Tried on all of them; the time is about:"
            : "About, by a trial on a sample:");
    line("");
    line(
        "%-12s %-16s %8s %10s %15s %15s %11s %8s %10s",
        "job",
        "model",
        "tried",
        "too long",
        "tokens in",
        "at most out",
        "batches",
        "padding",
        "time");
    plan.stages().forEach(this::stage);
    double seconds = plan.stages().stream().mapToDouble(StagePlan::seconds).sum();
    line("");
    line(
        "About %s on %d %s of %d %s at once",
        time(seconds),
        plan.executors(),
        plan.executors() == 1 ? "executor" : "executors",
        plan.tasks(),
        plan.tasks() == 1 ? "task" : "tasks");
    memory(plan);
    long failed = plan.stages().stream().mapToLong(stage -> stage.trial().failed()).sum();
    if (failed > 0) {
      line("%,d of the documents that were tried failed, and would end in errors", failed);
    }
  }

  private void stage(StagePlan stage) {
    String name = stage.stage();
    String tried = String.format(Locale.ROOT, "%,d", stage.trial().documents());
    String time = time(stage.seconds());
    if (stage.models().isEmpty()) {
      line("%-12s %-16s %8s %70s", name, "-", tried, time);
    }
    for (ModelPlan model : stage.models()) {
      line(
          "%-12s %-16s %8s %,10d %,15d %15s %,11d %7.1f%% %10s",
          name,
          model.model(),
          tried,
          model.tooLong(),
          model.tokensIn(),
          model.mostTokensOut() == 0
              ? "-"
              : String.format(Locale.ROOT, "%,d", model.mostTokensOut()),
          model.batches(),
          100 * model.padding(),
          time);
      name = "";
      tried = "";
      time = "";
    }
  }

  private void memory(Plan plan) {
    long weights = plan.weights().values().stream().mapToLong(Long::longValue).sum();
    boolean onGpu = !plan.batchTokens().isEmpty();
    line(
        "Memory of each %s: %.2f GiB of weights %s,",
        onGpu ? "GPU" : "executor beside its heap",
        weights / GIB,
        new TreeMap<>(plan.weights()).keySet());
    line(
        "about %.2f GiB of caches (settings allow %.2f GiB), and what a batch takes while it is"
            + " computed",
        plan.caches() / GIB, plan.mostCaches() / GIB);
    if (onGpu) {
      line("Tokens of a batch: %s", new TreeMap<>(plan.batchTokens()));
    }
  }

  private static String time(double seconds) {
    if (seconds < MINUTE) {
      return String.format(Locale.ROOT, "%.0f s", Math.max(1, seconds));
    }
    return seconds < HOUR
        ? String.format(Locale.ROOT, "%.0f min", seconds / MINUTE)
        : String.format(Locale.ROOT, "%.1f h", seconds / HOUR);
  }

  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values).stripTrailing());
  }
}
