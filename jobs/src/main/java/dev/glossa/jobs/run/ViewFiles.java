package dev.glossa.jobs.run;

import dev.glossa.jobs.run.Verify.Problem;
import dev.glossa.jobs.view.Dialect;
import dev.glossa.jobs.view.Views;
import dev.glossa.udf.schema.FlatSchema;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** The scripts of views in the output folder, beside {@code data}. */
final class ViewFiles {
  private ViewFiles() {}

  /**
   * Writes each script that is not there or says something else.
   *
   * @param published what the folder holds, or will in a moment
   */
  static void write(OutputFolder folder, Published published) throws IOException {
    Map<String, FlatSchema> answers = AnswerSchemas.of(published);
    for (Dialect dialect : Dialect.values()) {
      byte[] script = script(folder, dialect, answers);
      Path file = new Path(folder.root(), dialect.file());
      if (!folder.storage().exists(file) || !Arrays.equals(folder.storage().read(file), script)) {
        folder.storage().replace(file, script);
      }
    }
  }

  /**
   * Names each script that is not what {@link #write} would write. Its views of answers in columns
   * are not looked at: they may already be those of a wave that a run was killed on.
   */
  static List<Problem> check(OutputFolder folder) throws IOException {
    List<Problem> problems = new ArrayList<>();
    for (Dialect dialect : Dialect.values()) {
      try {
        byte[] found = folder.storage().read(new Path(folder.root(), dialect.file()));
        byte[] tables = script(folder, dialect, Map.of());
        if (found.length < tables.length
            || !Arrays.equals(found, 0, tables.length, tables, 0, tables.length)) {
          problems.add(
              new Problem(
                  dialect.file(),
                  "is not what these tables and this place give (`compact` writes it again)"));
        }
      } catch (NoSuchFileException | FileNotFoundException e) {
        problems.add(new Problem(dialect.file(), "is missing (`compact` writes it again)"));
      }
    }
    return problems;
  }

  private static byte[] script(
      OutputFolder folder, Dialect dialect, Map<String, FlatSchema> answers) throws IOException {
    return Views.script(dialect, place(folder), answers).getBytes(StandardCharsets.UTF_8);
  }

  /** The waves' folder where it really is, whichever link led here. */
  private static Path place(OutputFolder folder) throws IOException {
    Path root = folder.root();
    if (!"file".equals(root.toUri().getScheme())) {
      return folder.data();
    }
    java.nio.file.Path real = java.nio.file.Path.of(root.toUri().getPath()).toRealPath();
    return new Path("file", "", real + "/" + folder.data().getName());
  }
}
