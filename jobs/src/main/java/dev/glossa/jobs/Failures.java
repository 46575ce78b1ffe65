package dev.glossa.jobs;

import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.run.FolderException;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.hub.HubException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Says what went wrong, in one message, and chooses the exit code. Stack traces go to the log,
 * whose file is named where there is one.
 */
final class Failures implements IExecutionExceptionHandler {
  static final int ERRORS_STAND = 1;
  static final int BAD_CONFIGURATION = 2;
  static final int RUN_FAILED = 3;
  static final int LIMIT_REACHED = 4;

  /** The logger of what ended a run, which conf/log4j2.properties keeps from the screen. */
  private static final String LOGGER = "dev.glossa.failure";

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult arguments) {
    return say(e, System.err);
  }

  /**
   * Says why a command could not do its work.
   *
   * @return the exit code
   */
  static int say(Throwable e, PrintStream err) {
    if (e instanceof ConfigurationException configuration) {
      configuration.problems().forEach(problem -> err.println("glossa: " + problem));
      return BAD_CONFIGURATION;
    }
    if (e instanceof CheckpointException || e instanceof FolderException) {
      err.println("glossa: " + e.getMessage());
      return BAD_CONFIGURATION;
    }
    if (e instanceof HubException) {
      err.println("glossa: " + e.getMessage());
      // Without a cause it is what was asked for, with one it is the network or the disk.
      return e.getCause() == null ? BAD_CONFIGURATION : RUN_FAILED;
    }
    Set<String> causes = causes(e);
    LoggerFactory.getLogger(LOGGER).error(String.join("; ", causes), e);
    causes.forEach(message -> err.println("glossa: " + message));
    String log = System.getenv("GLOSSA_LOG");
    if (log != null && Files.exists(Path.of(log))) {
      err.println("glossa: more about it, with stack traces, is in " + log);
    }
    return RUN_FAILED;
  }

  /**
   * The messages that name a cause of ours, or else the first and the last of the chain: what lies
   * between is Spark passing the failure on.
   */
  private static Set<String> causes(Throwable e) {
    List<String> chain = new ArrayList<>();
    for (Throwable cause = e; cause != null && chain.size() < 20; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
      chain.add(
          message.startsWith("Cannot")
              ? message
              : cause.getClass().getSimpleName() + ": " + message);
    }
    List<String> ours = chain.stream().filter(message -> message.startsWith("Cannot")).toList();
    return new LinkedHashSet<>(
        ours.isEmpty() ? List.of(chain.get(0), chain.get(chain.size() - 1)) : ours);
  }
}
