package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestFingerprint {

  private static final Map<String, String> MODELS = Map.of("b", "2", "a", "1");

  @Test
  void theJsonIsCanonical() {
    Fingerprint one = Fingerprint.of(List.of("embed"), "{\"y\": 1, \"x\": [true]}", MODELS);
    assertThat(one.json())
        .isEqualTo(
            "{\"algorithm\":2,\"jobs\":[\"embed\"],\"models\":{\"a\":\"1\",\"b\":\"2\"},"
                + "\"settings\":{\"x\":[true],\"y\":1}}");
    // printf of the above | sha256sum
    assertThat(one.hex())
        .isEqualTo("9866d98e655cbb4cf5bc6bd04c3fd2c11ce8e8c7dd85edc8129b843b8aedd584");
    assertThat(Fingerprint.of(List.of("embed"), "{\"x\":[true],\"y\":1}", MODELS)).isEqualTo(one);
  }

  @Test
  void everyPartCounts() {
    String hex = Fingerprint.of(List.of("embed"), "{\"x\":1}", MODELS).hex();
    assertThat(Fingerprint.of(List.of("embed"), "{\"x\":2}", MODELS).hex()).isNotEqualTo(hex);
    assertThat(Fingerprint.of(List.of("embed"), "{\"x\":1}", Map.of()).hex()).isNotEqualTo(hex);
    assertThat(Fingerprint.of(List.of("attention"), "{\"x\":1}", MODELS).hex()).isNotEqualTo(hex);
    assertThat(new Fingerprint(1, List.of("embed"), Map.of("x", 1), MODELS).hex())
        .isNotEqualTo(hex);
  }

  @Test
  void whatIsNoJsonIsRefused() {
    assertThatThrownBy(() -> Fingerprint.of(List.of(), "x=1", Map.of()))
        .hasMessage("Cannot take the fingerprint of: x=1 (it is no JSON object)");
  }

  @Test
  void keysAreTheHashesThatTheTablesSay() {
    // printf 'abc' | sha256sum, then printf '%sff' of that, then printf 'a.txt\n7ff'.
    String content = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(Keys.content("abc")).isEqualTo(content);
    assertThat(Keys.document(content, "ff"))
        .isEqualTo("a12538843f570bd4a2d8a80543558cf757cbb152c65ee5f499506ca521854df9");
    assertThat(Keys.unread("a.txt", "7", "ff"))
        .isEqualTo("ec5888c03882c4a32173f6f4ffac9ab0f0eb79676c765e5138b20fb989dfe5de");
  }
}
