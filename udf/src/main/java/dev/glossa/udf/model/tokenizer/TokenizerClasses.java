package dev.glossa.udf.model.tokenizer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tokenizer classes that can be made of older files, by transformers' names and by the models
 * that have them (its {@code tokenization_auto.py}).
 */
final class TokenizerClasses {
  /** SentencePiece itself, for models whose class adds nothing to it. */
  private static final TokenizerClass PLAIN =
      TokenizerClass.sentencePiece(
          Set.of(), Set.of("mistral", "mixtral", "phi3", "umt5"), SentencePieceBpe::plain);

  private static final TokenizerClass NLLB =
      TokenizerClass.sentencePiece(
          Set.of("NllbTokenizer"), Set.of("nllb-moe"), SentencePieceBpe::nllb);

  private static final TokenizerClass M2M100 =
      new TokenizerClass(
          Set.of("M2M100Tokenizer"),
          Set.of("m2m_100"),
          List.of("vocab.json", TokenizerClass.SENTENCE_PIECE),
          (folder, settings) ->
              TranslationTokenizers.m2m100(folder, TokenizerFiles.sentencePiece(folder), settings));

  private static final TokenizerClass LLAMA =
      TokenizerClass.sentencePiece(
          Set.of("LlamaTokenizer"), Set.of("llama"), SentencePieceBpe::llama);

  private static final TokenizerClass GPT2 =
      TokenizerClass.byteLevel(
          Set.of("GPT2Tokenizer", "CodeGenTokenizer"),
          Set.of("gpt2", "opt", "gpt_neo", "gptj", "phi", "starcoder2"),
          ByteLevelTokenizers::gpt2);

  private static final TokenizerClass BERT =
      TokenizerClass.wordPiece(
          Set.of(
              "BertTokenizer",
              "DistilBertTokenizer",
              "ElectraTokenizer",
              "ConvBertTokenizer",
              "MobileBertTokenizer"),
          Set.of("bert", "distilbert", "electra", "convbert", "mobilebert"),
          WordPieceTokenizers::bert);

  private static final List<TokenizerClass> ALL =
      List.of(
          GPT2,
          TokenizerClass.byteLevel(
              Set.of("GPTNeoXTokenizer"), Set.of("gpt_neox"), ByteLevelTokenizers::gptNeoX),
          TokenizerClass.byteLevel(
              Set.of("Qwen2Tokenizer"),
              Set.of("qwen2", "qwen2_moe", "qwen3", "qwen3_moe"),
              ByteLevelTokenizers::qwen2),
          TokenizerClass.byteLevel(
              Set.of("RobertaTokenizer", "BartTokenizer", "LongformerTokenizer", "LEDTokenizer"),
              Set.of("roberta", "bart", "longformer", "led"),
              ByteLevelTokenizers::roberta),
          BERT,
          TokenizerClass.wordPiece(
              Set.of("MPNetTokenizer"), Set.of("mpnet"), WordPieceTokenizers::mpnet),
          TokenizerClass.sentencePiece(
              Set.of("T5Tokenizer"),
              Set.of("t5", "mt5", "switch_transformers"),
              SentencePieceTokenizers::t5),
          TokenizerClass.sentencePiece(
              Set.of("PegasusTokenizer"), Set.of("pegasus"), SentencePieceTokenizers::pegasus),
          TokenizerClass.sentencePiece(
              Set.of("XLMRobertaTokenizer"),
              Set.of("xlm-roberta"),
              SentencePieceTokenizers::xlmRoberta),
          TokenizerClass.sentencePiece(
              Set.of("CamembertTokenizer"),
              Set.of("camembert"),
              SentencePieceTokenizers::camembert),
          TokenizerClass.sentencePiece(
              Set.of("MBartTokenizer"), Set.of("mbart"), SentencePieceTokenizers::mbart),
          TokenizerClass.sentencePiece(
              Set.of("MBart50Tokenizer"), Set.of("mbart50"), SentencePieceTokenizers::mbart50),
          TokenizerClass.sentencePiece(
              Set.of("GemmaTokenizer"),
              Set.of("gemma", "gemma2", "gemma3", "gemma3_text"),
              SentencePieceBpe::gemma),
          new TokenizerClass(
              Set.of("MarianTokenizer"),
              Set.of("marian"),
              List.of("source.spm", "vocab.json"),
              TranslationTokenizers::marian),
          LLAMA,
          NLLB,
          M2M100,
          PLAIN);

  private TokenizerClasses() {}

  /**
   * The class of a checkpoint without {@code tokenizer.json}: the named one, or else the model
   * type's, or else what its files look like.
   *
   * @param name of the class; may be unknown
   * @param modelType of the model; may be unknown
   */
  static Optional<TokenizerClass> of(Optional<String> name, String modelType, Path folder) {
    TokenizerClass byType =
        ALL.stream().filter(c -> c.modelTypes().contains(modelType)).findFirst().orElse(null);
    Optional<TokenizerClass> named =
        name.flatMap(own -> ALL.stream().filter(c -> c.names().contains(own)).findFirst());
    if (named.isPresent()) {
      // Models that are no Llama name Llama's class and yet have SentencePiece's own behaviour.
      return named.get() == LLAMA && byType == PLAIN ? Optional.of(PLAIN) : named;
    }
    if (byType == M2M100 && !Files.exists(folder.resolve("vocab.json"))) {
      return Optional.of(NLLB);
    }
    return byType == null ? byFiles(folder) : Optional.of(byType);
  }

  private static Optional<TokenizerClass> byFiles(Path folder) {
    return List.of(PLAIN, BERT, GPT2).stream()
        .filter(candidate -> TokenizerFiles.missing(folder, candidate).isEmpty())
        .findFirst();
  }
}
