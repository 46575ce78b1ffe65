package dev.glossa.jobs;

import dev.glossa.jobs.run.Forget;
import dev.glossa.jobs.run.Lock;
import dev.glossa.jobs.run.OutputFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes texts out of every file of a folder. */
@Command(
    name = "forget",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Takes texts out of every table and file of a folder, for good.",
      "A text that also stands where no option reaches stays. A forgotten input that a later run"
          + " meets again is read as new: take it out of the archive first."
    })
final class ForgetCommand implements Callable<Integer> {
  @Mixin private OutputOption output;

  @ArgGroup(exclusive = false, multiplicity = "1")
  private Selected selected;

  /** What to forget; at least one of these. */
  static final class Selected {
    @Option(
        names = "--key",
        paramLabel = "KEY",
        description = "A text's key: forgotten wherever it stands. May be given several times.")
    private List<String> keys = new ArrayList<>();

    @Option(
        names = "--source",
        paramLabel = "PATH",
        description = "A file, as the column source has it: all that ever stood in it.")
    private List<String> sources = new ArrayList<>();

    @Option(
        names = "--id",
        paramLabel = "ID",
        description = "An id, as the column id has it: all that ever stood under it.")
    private List<String> ids = new ArrayList<>();
  }

  @Override
  public Integer call() throws IOException {
    try (SparkSession spark = Sessions.open("forget")) {
      OutputFolder folder = output.folder(spark);
      Forget.Report report;
      try (Lock lock = Lock.acquire(folder, Lock.TERM)) {
        report =
            Forget.run(
                spark,
                folder,
                lock,
                new Forget.Selection(selected.keys, selected.sources, selected.ids));
      }
      if (report.found() == 0) {
        System.out.println("Nothing in " + output.path() + " matches; " + texts(report));
        return Failures.BAD_CONFIGURATION;
      }
      System.out.println(texts(report));
      return 0;
    }
  }

  private static String texts(Forget.Report report) {
    String forgot =
        String.format(
            Locale.ROOT,
            "forgot %,d texts, made %,d waves anew, and noted %,d occurrences in removed.",
            report.texts(),
            report.waves(),
            report.removed());
    String shared =
        report.shared() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                " %,d texts stay, as they also stand elsewhere (documents says where; --key takes"
                    + " them out wherever they stand).",
                report.shared());
    return forgot + shared + " The page of pictures is gone; report draws it again.";
  }
}
