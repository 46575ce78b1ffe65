package dev.glossa.jobs;

import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.hub.HubException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says what went wrong, in one message, and chooses the exit code. */
final class Failures implements IExecutionExceptionHandler {
  static final int BAD_CONFIGURATION = 2;
  static final int RUN_FAILED = 3;

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult arguments) {
    PrintWriter err = line.getErr();
    if (e instanceof ConfigurationException configuration) {
      configuration.problems().forEach(problem -> err.println("glossa: " + problem));
      return BAD_CONFIGURATION;
    }
    if (e instanceof CheckpointException) {
      err.println("glossa: " + e.getMessage());
      return BAD_CONFIGURATION;
    }
    if (e instanceof HubException) {
      err.println("glossa: " + e.getMessage());
      // Without a cause it is what was asked for, with one it is the network or the disk.
      return e.getCause() == null ? BAD_CONFIGURATION : RUN_FAILED;
    }
    causes(e).forEach(message -> err.println("glossa: " + message));
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
