package dev.glossa.jobs.config;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What to read and how.
 *
 * @param paths files, folders and globs on Hadoop's file systems
 * @param format of all files, or by each file's ending
 * @param textColumn name of the column with the text
 * @param idColumn name of the column with the row's id, where a file has one
 * @param languageColumn name of the column with the language code, where a file has one
 * @param columns names of further columns whose values prompts may have places for
 * @param maxBytes of one document in its file
 * @param language of documents whose column gives none: a code of two letters, or {@code auto}
 * @param otherLanguage what {@code auto} takes a text without Hangul to be
 * @param csv how separated values are written
 */
public record InputSettings(
    List<String> paths,
    InputFormat format,
    String textColumn,
    String idColumn,
    String languageColumn,
    List<String> columns,
    int maxBytes,
    String language,
    String otherLanguage,
    CsvSettings csv)
    implements Serializable {

  private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());

  /** Copies what could change. */
  public InputSettings {
    paths = List.copyOf(paths);
    columns = List.copyOf(columns);
  }

  /** True for a code of ISO 639-1 in lower case. */
  public static boolean isLanguage(String code) {
    return LANGUAGES.contains(code);
  }
}
