package dev.glossa.jobs.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestGivenPath {
  private static final Configuration CONF = new Configuration();

  @TempDir Path folder;

  private static Configuration onHdfs() {
    Configuration conf = new Configuration();
    conf.set("fs.defaultFS", "hdfs://names:8020");
    return conf;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Re: plan 10:30",
        "a:b:c",
        "[draft] run",
        "{a}",
        "{a,b}",
        "what?",
        "*",
        "back\\slash",
        "two\nlines",
        " both ends ",
        "100%",
        "a%20b",
        "#1",
        "a+b&c=d",
        "wave=1",
        "e\u0301 and \u00e9",
        "\ud83d\ude00",
        "~",
        "@list",
        "-rf",
        "$HOME",
        "'quoted' \"twice\"",
        "; DROP TABLE documents"
      })
  void anySignIsAPartOfALocalName(String name) {
    Path expected = folder.resolve(name);
    assertThat(GivenPath.local(folder + "/" + name, CONF)).contains(expected);
    assertThat(GivenPath.local(name, CONF)).contains(Path.of("").toAbsolutePath().resolve(name));
    org.apache.hadoop.fs.Path hadoop = GivenPath.hadoop(folder + "/" + name, CONF);
    assertThat(hadoop.toUri().getScheme()).isEqualTo("file");
    assertThat(hadoop.toUri().getPath()).isEqualTo(expected.toString());
    // Spark takes strings.
    assertThat(new org.apache.hadoop.fs.Path(hadoop.toString())).isEqualTo(hadoop);
  }

  @Test
  void fileUrisAreLocalAndLiteralWhereThatIsThere() throws IOException {
    Path plain = Files.createFile(folder.resolve("a b"));
    assertThat(GivenPath.local("file:" + folder + "/a b", CONF)).contains(plain);
    assertThat(GivenPath.local("FILE://" + folder + "/a b", CONF)).contains(plain);
    assertThat(GivenPath.local("file://localhost" + folder + "/a%20b", CONF)).contains(plain);
    assertThat(GivenPath.local(plain.toUri().toString(), CONF)).contains(plain);
    Path percent = Files.createFile(folder.resolve("a%20b"));
    assertThat(GivenPath.local("file:" + folder + "/a%20b", CONF)).contains(percent);
    assertThat(GivenPath.local("file:" + folder + "/100%", CONF)).contains(folder.resolve("100%"));
  }

  @Test
  void aSchemeLeadsToAnotherFileSystem() throws IOException {
    assertThat(GivenPath.local("s3a://bucket/Re: plan", CONF)).isEmpty();
    assertThat(GivenPath.hadoop("s3a://bucket/Re: plan", CONF))
        .hasToString("s3a://bucket/Re: plan");
    Files.createDirectories(folder.resolve("notes:"));
    assertThat(GivenPath.local(folder + "/notes:/a", CONF)).contains(folder.resolve("notes:/a"));
  }

  @Test
  void theDefaultFileSystemTakesWhatHasNoScheme() {
    assertThat(GivenPath.local("/in", onHdfs())).isEmpty();
    assertThat(GivenPath.hadoop("/in", onHdfs())).hasToString("/in");
    assertThat(GivenPath.hadoop("Re: plan", onHdfs()).getName()).isEqualTo("Re: plan");
    assertThat(GivenPath.local("file:/in", onHdfs())).contains(Path.of("/in"));
  }

  @Test
  void whatNoNameCanHoldIsRefused() {
    assertThatThrownBy(() -> GivenPath.local("/a\0b", CONF))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no name of a file can be so");
  }
}
