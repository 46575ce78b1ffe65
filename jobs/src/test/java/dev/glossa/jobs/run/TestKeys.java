package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestKeys {

  @Test
  void aKeyIsTheHashOfTheTextAlone() {
    // printf 'abc' | sha256sum; printf '문서' | sha256sum
    assertThat(Keys.of("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Keys.of("문서"))
        .isEqualTo("50da0b175337961e3f8ec43c8287569fdc81409c27f6f0352a02a08e2904783f");
  }
}
