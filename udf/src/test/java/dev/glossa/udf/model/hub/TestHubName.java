package dev.glossa.udf.model.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and the environment. */
class TestHubName {
  @TempDir Path home;

  @Test
  void namesAreReadWithAndWithoutARevision() {
    assertThat(HubName.parse("hf:BAAI/bge-m3")).isEqualTo(new HubName("BAAI/bge-m3", "main"));
    assertThat(HubName.parse("hf:gpt2@v1.0")).isEqualTo(new HubName("gpt2", "v1.0"));
    assertThat(HubName.parse("hf:a/b@refs/pr/1")).hasToString("hf:a/b@refs/pr/1");
    assertThat(HubName.parse("hf:a/b@main")).hasToString("hf:a/b");
    assertThat(HubName.isName("hf:a/b")).isTrue();
    assertThat(HubName.isName("/hf/a")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hf:",
        "hf:/b",
        "hf:a/",
        "hf:a/b/c",
        "hf:../b",
        "hf:a/..",
        "hf:a/b..c",
        "hf:a/-b",
        "hf:a/b-",
        "hf:.a/b",
        "hf:a--c/b",
        "hf:a/b.git",
        "hf:a b/c",
        "hf:a/b?x",
        "hf:a\\b",
        "hf:é/b",
        "hf:a/b@",
        "hf:a/b@..",
        "hf:a/b@x/../y",
        "hf:a/b@/x",
        "hf:a/b@x/",
        "hf:a/b@x y",
        "hf:a/b@x@y",
        "hf:a/b@.hidden",
        "hf:https://x/y"
      })
  void whatCouldLeadElsewhereIsNoName(String text) {
    assertThatThrownBy(() -> HubName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot use hf:");
  }

  @Test
  void theEnvironmentSaysWhereTheCacheIs() throws Exception {
    assertThat(HubSettings.of(Map.of(), home))
        .returns(home.resolve(".cache/huggingface/hub"), HubSettings::cache)
        .returns(false, HubSettings::offline);
    assertThat(HubSettings.of(Map.of("XDG_CACHE_HOME", "/x"), home).cache())
        .hasToString("/x/huggingface/hub");
    assertThat(HubSettings.of(Map.of("HF_HOME", "~/hf", "XDG_CACHE_HOME", "/x"), home).cache())
        .isEqualTo(home.resolve("hf/hub"));
    assertThat(HubSettings.of(Map.of("HF_HOME", "/h", "HF_HUB_CACHE", "/c"), home).cache())
        .hasToString("/c");
    assertThat(HubSettings.of(Map.of("HF_HUB_OFFLINE", "yes"), home).offline()).isTrue();
    assertThat(HubSettings.of(Map.of("HF_ENDPOINT", "http://127.0.0.1:9/"), home).endpoint())
        .hasToString("http://127.0.0.1:9");
    for (String wrong : List.of("ftp://x", "x", "http://me:pw@x", "http:// x")) {
      assertThatThrownBy(() -> HubSettings.of(Map.of("HF_ENDPOINT", wrong), home))
          .isInstanceOf(HubException.class)
          .hasMessageStartingWith("Cannot use HF_ENDPOINT = ");
    }
  }

  @Test
  void theTokenComesFromTheEnvironmentOrAFileAndIsNeverShown() throws Exception {
    Files.writeString(Files.createDirectories(home.resolve("hf")).resolve("token"), "hf_file\n");
    Files.writeString(home.resolve("other"), "hf_other");
    String file = home.resolve("hf").toString();
    assertThat(HubSettings.of(Map.of("HF_HOME", file), home).token()).contains("hf_file");
    assertThat(HubSettings.of(Map.of("HF_TOKEN", "hf_env", "HF_HOME", file), home))
        .returns("hf_env", settings -> settings.token().orElseThrow())
        .asString()
        .doesNotContain("hf_env");
    Map<String, String> named = Map.of("HF_HOME", file, "HF_TOKEN_PATH", home + "/other");
    assertThat(HubSettings.of(named, home).token()).contains("hf_other");
    assertThatThrownBy(() -> HubSettings.of(Map.of("HF_TOKEN", "a\nb"), home))
        .hasMessageNotContaining("a\nb");
  }
}
