package dev.glossa.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestCanonicalJson {

  @Test
  void sortsKeysAndLeavesSpacesOut() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("b", List.of(1, true));
    map.put("a", Map.of());
    map.put("A", List.of());
    assertThat(CanonicalJson.of(map)).isEqualTo("{\"A\":[],\"a\":{},\"b\":[1,true]}");
    assertThat(CanonicalJson.of(new EngineSettings("cpu", "auto", 2)))
        .isEqualTo("{\"device\":\"cpu\",\"precision\":\"auto\",\"threads\":2}");
  }

  @Test
  void writesEqualNumbersTheSame() {
    assertThat(CanonicalJson.of(List.of(1, 1L, 1.0, 1f, 100, 1e2, 0.3f, 0.3, -0.0)))
        .isEqualTo("[1,1,1,1,100,100,0.3,0.3,0]");
  }

  @Test
  void escapesWhatIsNotPlain() {
    assertThat(CanonicalJson.of("a\"\\\n가")).isEqualTo("\"a\\\"\\\\\\u000a\\uac00\"");
  }

  @Test
  void refusesWhatHasNoJson() {
    assertThatThrownBy(() -> CanonicalJson.of(new Object()))
        .hasMessageStartingWith("Cannot write as canonical JSON: java.lang.Object");
  }
}
