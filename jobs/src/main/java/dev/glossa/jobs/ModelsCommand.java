package dev.glossa.jobs;

import dev.glossa.udf.model.hub.Hub;
import dev.glossa.udf.model.hub.HubException;
import dev.glossa.udf.model.hub.HubName;
import dev.glossa.udf.model.hub.HubSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Models from Hugging Face's hub, in the cache that its own client keeps. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "pull|list|verify|remove",
    description = {
      "Fetches models from Hugging Face's hub and looks after its cache, which other programs of"
          + " this machine share. The environment's HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN,"
          + " HF_TOKEN_PATH and HF_HUB_OFFLINE count as they do there.",
      "A NAME is org/name, org/name@revision, or either with hf: before it, as in settings."
    })
final class ModelsCommand implements Runnable {
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  ModelsCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Cannot start: nothing to do (say pull, list, verify or remove)");
  }

  @Command(
      name = "pull",
      mixinStandardHelpOptions = true,
      description = "Asks the hub for models and fetches what the cache lacks of them.")
  int pull(
      @Parameters(
              paramLabel = "NAME",
              arity = "1..*",
              converter = NameConverter.class,
              description = "Models on the hub.")
          List<HubName> names)
      throws HubException {
    Hub hub = hub();
    for (HubName name : names) {
      out().println(name + "  " + hub.pull(name).folder());
    }
    return 0;
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "Says what is there.")
  int list() throws HubException, IOException {
    for (Hub.Cached model : hub().list()) {
      out()
          .printf(
              Locale.ROOT,
              "hf:%s  %s  %,.1f MiB  %s%s%n",
              model.id(),
              model.commit(),
              model.bytes() / (double) (1 << 20),
              model.revisions().isEmpty() ? "no branch" : String.join(" ", model.revisions()),
              model.complete() ? "" : "  (not known to be complete)");
    }
    return 0;
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Reads every file of models and compares it with its hash.")
  int verify(
      @Parameters(
              paramLabel = "NAME",
              arity = "1..*",
              converter = NameConverter.class,
              description = "Models in the cache.")
          List<HubName> names)
      throws HubException {
    int exit = 0;
    for (HubName name : names) {
      List<String> problems = hub().verify(name);
      problems.forEach(problem -> out().println(name + "  " + problem));
      out().println(name + (problems.isEmpty() ? "  sound" : "  not sound"));
      exit = problems.isEmpty() ? exit : Failures.RUN_FAILED;
    }
    return exit;
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Takes models out of the cache.")
  int remove(
      @Parameters(
              paramLabel = "NAME",
              arity = "1..*",
              converter = NameConverter.class,
              description = "Models in the cache.")
          List<HubName> names)
      throws HubException {
    for (HubName name : names) {
      hub().remove(name);
      out().println(name + "  removed");
    }
    return 0;
  }

  private Hub hub() throws HubException {
    PrintWriter err = spec.commandLine().getErr();
    return new Hub(
        HubSettings.of(environment, Path.of(System.getProperty("user.home"))), err::println);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Reads names, so that a wrong one is an error of the command line. */
  static final class NameConverter implements ITypeConverter<HubName> {
    @Override
    public HubName convert(String text) {
      try {
        return HubName.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
