package dev.glossa.udf.model.tokenizer;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A tokenizer in the form of the tokenizers library.
 *
 * @param reading a {@code tokenizer.json} that splits texts
 * @param writing one that knows every token's name and makes texts of tokens; the same one, unless
 *     the model numbers pieces in its own way
 * @param ids the model's number for each of {@code reading}'s; empty where they are the same
 * @param languages that texts can be in
 * @param typed whether a model is told which of two texts a token counts to, as the template says
 */
public record TokenizerDefinition(
    ObjectNode reading, ObjectNode writing, int[] ids, Languages languages, boolean typed) {

  /** A tokenizer whose numbers are the model's, and that knows no languages. */
  static TokenizerDefinition of(ObjectNode json) {
    return new TokenizerDefinition(json, json, new int[0], Languages.NONE, true);
  }

  TokenizerDefinition withLanguages(Languages known) {
    return new TokenizerDefinition(reading, writing, ids, known, typed);
  }

  TokenizerDefinition withTypes(boolean told) {
    return new TokenizerDefinition(reading, writing, ids, languages, told);
  }
}
