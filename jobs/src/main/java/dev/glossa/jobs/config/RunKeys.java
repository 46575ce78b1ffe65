package dev.glossa.jobs.config;

import dev.glossa.udf.task.BatchSettings;
import dev.glossa.udf.task.WriterFraming;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the stages' sections refer to: the models that are defined, the batches, the seed, the
 * input's further columns.
 *
 * @param models those that are defined, by name
 * @param batch of every stage
 * @param seed of the run
 * @param columns of the input that prompts may have places for
 */
record RunKeys(
    Map<String, ModelSettings> models, BatchSettings batch, long seed, List<String> columns) {

  /** Names of defined models, at least one. */
  List<String> models(Section section, String key) {
    List<String> names = section.names(key);
    names.forEach(name -> checkDefined(section, key, name));
    if (names.isEmpty()) {
      section.problem(key, "no model", "name one or more of " + names());
    }
    return names;
  }

  /** The name of a defined model. */
  String model(Section section, String key) {
    String name = section.name(key);
    checkDefined(section, key, name);
    return name;
  }

  /** The name of a defined model, or "" where none is named. */
  String modelOrNone(Section section, String key) {
    String name = section.text(key);
    if (!name.isEmpty()) {
      checkDefined(section, key, name);
    }
    return name;
  }

  /** Changes to a model's generation settings, which make sense for one model or another. */
  static Map<String, Object> generation(Section section, String key) {
    Section generation = section.section(key);
    Map<String, Object> changes = generation.settings();
    GenerationChecks.problems(changes).forEach(generation::problem);
    return changes;
  }

  /** What is put round the texts of some models, where settings say something about it. */
  Map<String, WriterFraming> framings(Collection<String> names) {
    Map<String, WriterFraming> framings = new TreeMap<>();
    for (String name : names) {
      ModelSettings model = models.get(name);
      if (model != null && !model.framing().equals(WriterFraming.OWN)) {
        framings.put(name, model.framing());
      }
    }
    return framings;
  }

  private String names() {
    return String.join(", ", models.keySet());
  }

  private void checkDefined(Section section, String key, String name) {
    if (!models.containsKey(name)) {
      section.problem(
          key,
          "no model is defined as " + name,
          "define models." + name + ".path or use one of " + names());
    }
  }
}
