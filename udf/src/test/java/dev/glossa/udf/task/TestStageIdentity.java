package dev.glossa.udf.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.udf.task.WordVectorsSettings.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Published archives name a stage's settings by these texts and fingerprints. A value here that
 * changes means that every archive is made again: change it only together with a stage's version.
 */
class TestStageIdentity {
  private static final BatchSettings BATCH = new BatchSettings(8, 2048);
  private static final Map<String, String> CHECKPOINTS =
      Map.of("m", "0f".repeat(32), "n", "1e".repeat(32));

  /** Each stage's settings, its canonical JSON without the models, and its fingerprint. */
  private static final Map<StageSettings, List<String>> RECORDED =
      Map.of(
          new TokenizeSettings(List.of("n", "m")),
          List.of("{\"tokenizers\":[\"n\",\"m\"]}", "805d6229784ce502"),
          new EmbedSettings("m", PoolingChoice.MEAN, "auto", 0, BATCH),
          List.of(
              "{\"batch_tokens\":2048,\"max_tokens\":0,\"model\":\"m\",\"pooling\":\"mean\"}",
              "8222849c419ee959"),
          new WordVectorsSettings("m", List.of(new Word("b", "g"), new Word("a", null))),
          List.of(
              "{\"groups\":{\"b\":\"g\"},\"model\":\"m\",\"words\":[\"b\",\"a\"]}",
              "1cfd4837632c5619"),
          new AttentionSettings(List.of("m"), List.of("d.txt"), 0, BATCH),
          List.of(
              "{\"batch_tokens\":2048,\"matrices\":[\"d.txt\"],\"models\":[\"m\"]}",
              "96b555f851e7309a"),
          new NextTokenSettings("m", 15, List.of(0.3f, 1f), 32, 0, BATCH),
          List.of(
              "{\"batch_tokens\":2048,\"model\":\"m\",\"prompt_tokens\":32,"
                  + "\"temperatures\":[0.3,1],\"top_k\":15}",
              "b97d5f74fca62b2b"),
          new ClassifySettings(
              "m", List.of("x"), "It is {}.", true, "", "", Combination.MAX, 0, BATCH),
          List.of(
              "{\"batch_tokens\":2048,\"combine\":\"max\",\"hypothesis\":\"It is {}.\","
                  + "\"labels\":[\"x\"],\"max_tokens\":0,\"model\":\"m\",\"multi_label\":true,"
                  + "\"query\":\"\",\"text_pair\":\"\"}",
              "1ba9fb00617021c1"),
          new EntitiesSettings("m", Aggregation.FIRST, 0, BATCH),
          List.of(
              "{\"aggregation\":\"first\",\"batch_tokens\":2048,\"max_tokens\":0,"
                  + "\"model\":\"m\"}",
              "d7a63df4fea936f4"),
          new SummarizeSettings(
              Map.of("ko", "n"),
              "m",
              List.of(SummaryStrategy.ABSTRACTIVE),
              "m",
              3,
              Map.of("num_beams", 2),
              Map.of(),
              "{text}",
              List.of("subject"),
              Map.of(),
              BATCH),
          List.of(
              "{\"batch_tokens\":2048,\"default\":\"m\",\"encoder\":\"m\","
                  + "\"generation\":{\"num_beams\":2},\"models\":{\"ko\":\"n\"},\"sentences\":3,"
                  + "\"strategies\":[\"abstractive\"]}",
              "82fb68ac156883d3"),
          new AskSettings(
              "m",
              Map.of(
                  "q",
                  Question.of("{text}?"),
                  "r",
                  new Question(
                      "{text}",
                      "Be brief.",
                      "",
                      List.of("b", "a"),
                      ChoiceScore.MEAN,
                      "",
                      LongDocuments.CHUNKS,
                      "",
                      Map.of("enable_thinking", false),
                      1,
                      Map.of())),
              List.of("subject"),
              4096,
              WriterFraming.OWN,
              42,
              BATCH),
          List.of(
              "{\"batch_tokens\":2048,\"max_tokens\":4096,\"model\":\"m\",\"questions\":{\"q\":"
                  + "{\"generation\":{},\"long\":\"reduce\",\"prompt\":\"{text}?\",\"samples\":1},"
                  + "\"r\":{\"choice_score\":\"mean\",\"choices\":[\"b\",\"a\"],"
                  + "\"long\":\"chunks\",\"prompt\":\"{text}\",\"system\":\"Be brief.\","
                  + "\"variables\":{\"enable_thinking\":false}}},\"seed\":42}",
              "8cf9084d2b5f6055"),
          new GenerateSettings(
              "m", 32, Map.of("hot", Map.of("temperature", 1.50)), 1, 5, 42, BATCH),
          List.of(
              "{\"batch_tokens\":2048,\"model\":\"m\",\"prompt_tokens\":32,\"samples\":1,"
                  + "\"seed\":42,\"strategies\":{\"hot\":{\"temperature\":1.5}},"
                  + "\"trace_candidates\":5}",
              "beb609b25945689f"));

  @Test
  void settingsAndFingerprintsAreThoseOnRecord() {
    assertThat(RECORDED.keySet().stream().map(StageSettings::stage))
        .containsExactlyInAnyOrderElementsOf(Stages.all());
    Map<String, List<String>> recorded = new TreeMap<>();
    Map<String, List<String>> found = new TreeMap<>();
    RECORDED.forEach(
        (settings, values) -> {
          StageIdentity identity = StageIdentity.of(settings, Map.of(), CHECKPOINTS);
          recorded.put(settings.stage().name(), values);
          found.put(
              settings.stage().name(),
              List.of(CanonicalJson.of(identity.settings()), identity.fingerprint()));
        });
    assertThat(found).isEqualTo(recorded);
  }

  @Test
  void queueIsNoPartOfTheIdentity() {
    StageSettings slow =
        new EmbedSettings("m", PoolingChoice.MEAN, "auto", 0, new BatchSettings(1, 2048));
    StageSettings fast =
        new EmbedSettings("m", PoolingChoice.MEAN, "auto", 0, new BatchSettings(99, 2048));
    assertThat(slow.identity()).isEqualTo(fast.identity());
  }

  @Test
  void tokensWithoutSentencesAreOtherSettings() {
    StageSettings off = new TokenizeSettings(List.of("n", "m"), SentenceChoice.OFF);
    assertThat(CanonicalJson.of(off.identity()))
        .isEqualTo("{\"sentences\":\"off\",\"tokenizers\":[\"n\",\"m\"]}");
  }

  @Test
  void sentencesByIcuAreOtherSettingsAndReadTheLanguage() {
    StageSettings icu = new TokenizeSettings(List.of("n", "m"), SentenceChoice.ICU);
    assertThat(CanonicalJson.of(icu.identity()))
        .isEqualTo("{\"sentences\":\"icu\",\"tokenizers\":[\"n\",\"m\"]}");
    assertThat(icu.readsLanguage()).isTrue();
    assertThat(new TokenizeSettings(List.of("n")).readsLanguage()).isFalse();
  }

  @Test
  void onlySparkNlpsSentencesAreThoseByWhichStagesPartDocuments() {
    for (SentenceChoice choice : SentenceChoice.values()) {
      assertThat(new TokenizeSettings(List.of(), choice).findsSentences())
          .isEqualTo(choice == SentenceChoice.SPARK_NLP);
    }
  }

  @Test
  void modelsRunSettingsAndVersionCount() {
    StageSettings settings = new EmbedSettings("m", PoolingChoice.MEAN, "auto", 0, BATCH);
    StageIdentity one = StageIdentity.of(settings, Map.of("precision", "auto"), CHECKPOINTS);
    assertThat(one.json()).startsWith("{\"models\":{\"m\":\"0f0f").endsWith("\"version\":2}");
    List<StageIdentity> others = new ArrayList<>();
    others.add(StageIdentity.of(settings, Map.of("precision", "float16"), CHECKPOINTS));
    others.add(StageIdentity.of(settings, Map.of("precision", "auto"), Map.of("m", "00")));
    others.add(new StageIdentity("embed", 3, one.settings(), one.models()));
    assertThat(others)
        .extracting(StageIdentity::fingerprint)
        .doesNotContain(one.fingerprint())
        .doesNotHaveDuplicates();
  }

  @Test
  void canonicalJsonIsOneTextForOneMeaning() {
    assertThat(CanonicalJson.of(Map.of("b", List.of(1.0, 1e0f, 1L, 0.10), "a", true)))
        .isEqualTo("{\"a\":true,\"b\":[1,1,1,0.1]}");
    assertThat(CanonicalJson.of("\"\\\n나")).isEqualTo("\"\\\"\\\\\\u000a\\ub098\"");
    assertThatThrownBy(() -> CanonicalJson.of(new Object()))
        .hasMessageStartingWith("Cannot write as canonical JSON: java.lang.Object");
  }
}
