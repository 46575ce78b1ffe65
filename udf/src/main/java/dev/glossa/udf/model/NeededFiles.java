package dev.glossa.udf.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Chooses, of the files in a model's folder, those that a checkpoint is read from: configurations,
 * tokenizer, chat templates, what sentence-transformers adds (its modules' folders, as {@code
 * 1_Pooling}, included), and one form of the weights. Models on the hub often have three or four
 * forms of the same weights.
 */
public final class NeededFiles {
  /** A folder inside a model's that is one of sentence-transformers' modules, by its name. */
  static final String MODULE = "\\d+_[A-Za-z]+";

  /** A chat template beside the usual one. */
  private static final Pattern TEMPLATE =
      Pattern.compile("additional_chat_templates/[^/]+\\.jinja");

  private static final Pattern FOLDER = Pattern.compile("(" + MODULE + "/)?([^/]+)");
  private static final Pattern PLAIN =
      Pattern.compile(
          "config\\.json|generation_config\\.json|chat_template\\.(?:jinja|json)"
              + "|tokenizer\\.json|tokenizer_config\\.json|special_tokens_map\\.json"
              + "|added_tokens\\.json|(?:target_)?vocab\\.json|vocab\\.txt|merges\\.txt"
              + "|spiece\\.model|sentencepiece\\.bpe\\.model|sentencepiece\\.model"
              + "|tokenizer\\.model|source\\.spm|target\\.spm"
              + "|modules\\.json|sentence_[a-z-]+_config\\.json"
              + "|config_sentence_transformers\\.json|model\\.lock\\.json");

  /** Forms of the weights, the best first; each a whole file, or an index and shards. */
  private static final List<Pattern> WEIGHTS =
      List.of(
          Pattern.compile("model\\.safetensors"),
          Pattern.compile(
              "model\\.safetensors\\.index\\.json|model-\\d{5}-of-\\d{5}\\.safetensors"),
          Pattern.compile("pytorch_model\\.bin"),
          Pattern.compile(
              "pytorch_model\\.bin\\.index\\.json|pytorch_model-\\d{5}-of-\\d{5}\\.bin"));

  private NeededFiles() {}

  /**
   * The needed ones, weights last, so that a folder that is being filled and has weights lacks
   * nothing else.
   *
   * @param names paths within the model's folder, with slashes
   */
  public static List<String> of(Collection<String> names) {
    List<String> small = new ArrayList<>();
    List<String> weights = new ArrayList<>();
    TreeSet<String> folders = new TreeSet<>();
    names.stream()
        .filter(name -> FOLDER.matcher(name).matches())
        .map(NeededFiles::folder)
        .forEach(folders::add);
    for (String folder : folders) {
      List<String> inside =
          names.stream()
              .filter(name -> FOLDER.matcher(name).matches() && folder(name).equals(folder))
              .sorted()
              .toList();
      inside.stream().filter(name -> matches(PLAIN, name)).forEach(small::add);
      WEIGHTS.stream()
          .map(form -> inside.stream().filter(name -> matches(form, name)).toList())
          .filter(found -> !found.isEmpty())
          .findFirst()
          .ifPresent(weights::addAll);
    }
    names.stream().filter(name -> TEMPLATE.matcher(name).matches()).sorted().forEach(small::add);
    small.addAll(weights);
    return small;
  }

  /** Whether a file holds weights, as a checkpoint must have some. */
  public static boolean isWeights(String name) {
    return WEIGHTS.stream().anyMatch(form -> matches(form, name));
  }

  private static String folder(String name) {
    return part(name, 1);
  }

  private static boolean matches(Pattern pattern, String name) {
    return pattern.matcher(part(name, 2)).matches();
  }

  private static String part(String name, int group) {
    Matcher matcher = FOLDER.matcher(name);
    return matcher.matches() && matcher.group(group) != null ? matcher.group(group) : "";
  }
}
