package dev.glossa.udf.model.hub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Chooses, of the files that a model has on the hub, those that a checkpoint is read from:
 * configurations, tokenizer, what sentence-transformers adds (its modules' folders, as {@code
 * 1_Pooling}, included), and one form of the weights. Models there often have three or four forms
 * of the same weights.
 */
final class NeededFiles {
  private static final Pattern FOLDER = Pattern.compile("(\\d+_[A-Za-z]+/)?([^/]+)");
  private static final Pattern PLAIN =
      Pattern.compile(
          "config\\.json|generation_config\\.json|chat_template\\.(?:jinja|json)"
              + "|tokenizer\\.json|tokenizer_config\\.json|special_tokens_map\\.json"
              + "|added_tokens\\.json|vocab\\.json|vocab\\.txt|merges\\.txt"
              + "|spiece\\.model|sentencepiece\\.bpe\\.model|sentencepiece\\.model"
              + "|tokenizer\\.model|source\\.spm|target\\.spm"
              + "|modules\\.json|sentence_bert_config\\.json"
              + "|config_sentence_transformers\\.json");

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

  /** The files to fetch, weights last, so that a folder with weights lacks nothing else. */
  static List<HubFile> of(Collection<HubFile> files) {
    List<HubFile> small = new ArrayList<>();
    List<HubFile> weights = new ArrayList<>();
    for (String folder : folders(files)) {
      List<HubFile> inside =
          files.stream()
              .filter(file -> FOLDER.matcher(file.name()).matches())
              .filter(file -> folder(file).equals(folder))
              .sorted(Comparator.comparing(HubFile::name))
              .toList();
      inside.stream().filter(file -> matches(PLAIN, file)).forEach(small::add);
      WEIGHTS.stream()
          .map(form -> inside.stream().filter(file -> matches(form, file)).toList())
          .filter(found -> !found.isEmpty())
          .findFirst()
          .ifPresent(weights::addAll);
    }
    small.addAll(weights);
    return small;
  }

  /** Whether a file holds weights, as a checkpoint must have some. */
  static boolean isWeights(HubFile file) {
    return WEIGHTS.stream().anyMatch(form -> matches(form, file));
  }

  private static TreeSet<String> folders(Collection<HubFile> files) {
    return files.stream()
        .filter(file -> FOLDER.matcher(file.name()).matches())
        .map(NeededFiles::folder)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String folder(HubFile file) {
    return part(file, 1);
  }

  private static boolean matches(Pattern pattern, HubFile file) {
    return pattern.matcher(part(file, 2)).matches();
  }

  private static String part(HubFile file, int group) {
    Matcher matcher = FOLDER.matcher(file.name());
    return matcher.matches() && matcher.group(group) != null ? matcher.group(group) : "";
  }
}
