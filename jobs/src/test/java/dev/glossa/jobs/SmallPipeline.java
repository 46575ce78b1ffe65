package dev.glossa.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whole pipelines over a handful of notes with slight models, each run a process of its own. */
final class SmallPipeline {
  static final int NOTES = 14;

  private static final String SETTINGS =
      """
      glossa {
        wave.documents = 5
        attention.matrices = [note-1.txt]
        summarize.generation { num_beams = 1, max_new_tokens = 4, min_length = 0 }
        ask {
          model = gpt2-mini
          every_question.max_new_tokens = 4
          questions.gist { prompt = "{text} In short:", do_sample = true }
          questions.kind { prompt = "{text}", choices = [" note", " letter"] }
        }
        generate {
          trace_candidates = 2
          strategies { temperature.max_new_tokens = 4, top_k = null, top_p = null, beams = null }
          strategies.greedy.max_new_tokens = 4
        }
      }
      """;

  private final Path folder;
  private final Path settings;
  private int runs;

  /** Writes the models and an archive of notes, a copy of one, and a file with a broken line. */
  SmallPipeline(Path folder) throws IOException {
    this.folder = folder;
    this.settings = folder.resolve("small.conf");
    Files.createDirectory(archive());
    for (int i = 0; i < NOTES; i++) {
      write("note-" + i + ".txt", "Note " + i + ". The lamp in window " + i + " was lit.\n");
    }
    write("copy.txt", Files.readString(archive().resolve("note-3.txt")));
    write("broken.jsonl", "{\"text\": \n{\"text\": \"whole\"}\n");
    Files.writeString(settings, SETTINGS + SlightModels.write(folder.resolve("models")));
  }

  Path archive() {
    return folder.resolve("archive");
  }

  void write(String name, String text) throws IOException {
    Files.writeString(archive().resolve(name), text);
  }

  /** Starts a pipeline over the archive. */
  Process start(Path out) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "pipeline",
                "--master",
                "local[2]",
                "--config",
                settings.toString(),
                "--input",
                archive().toString(),
                "--output",
                out.toString()));
    command.addAll(LocalCluster.FEW_DOCUMENTS);
    runs++;
    return LocalCluster.submit(log(), Map.of(), command.toArray(String[]::new));
  }

  /** Waits for the end of the run that was started last. */
  LocalCluster.Result finish(Process run) throws IOException, InterruptedException {
    return LocalCluster.finish(run, log());
  }

  /** Runs a command over a folder of tables. */
  LocalCluster.Result command(String name, Path out) throws IOException, InterruptedException {
    runs++;
    return LocalCluster.run(log(), name, "--output", out.toString());
  }

  private Path log() {
    return folder.resolve("run-" + runs + ".log");
  }
}
