package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.config.ConfigurationException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestFailures {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void saysAllProblemsOfAConfigurationAndEndsWith2() {
    assertThat(Failures.say(new ConfigurationException(List.of("one", "two")), err)).isEqualTo(2);
    assertThat(said()).isEqualTo("glossa: one\nglossa: two\n");
  }

  @Test
  void saysOurOwnCauseWithoutSparksPassingItOnAndEndsWith3() {
    Exception ours = new IllegalStateException("Cannot read x (gone; put it back)");
    Exception sparks = new RuntimeException("Job aborted\n\tat somewhere", ours);
    assertThat(Failures.say(sparks, err)).isEqualTo(3);
    assertThat(said()).isEqualTo("glossa: Cannot read x (gone; put it back)\n");
  }

  @Test
  void saysTheFirstLineOfWhatNobodyForesawAndEndsWith3() {
    assertThat(Failures.say(new OutOfMemoryError("Java heap space\n\tat x"), err)).isEqualTo(3);
    assertThat(said()).isEqualTo("glossa: OutOfMemoryError: Java heap space\n");
  }

  @Test
  void tellsTheVersionThatTheBuildGives() {
    assertThat(new Versions().getVersion()[0]).matches("glossa [0-9]+\\.[0-9]+\\.[0-9]+.*");
  }

  @Test
  void endsWith2WithoutAJob() {
    StringWriter screen = new StringWriter();
    assertThat(Main.commandLine().setErr(new PrintWriter(screen)).execute()).isEqualTo(2);
    assertThat(screen.toString()).contains("Cannot start: no job");
  }

  private String said() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
