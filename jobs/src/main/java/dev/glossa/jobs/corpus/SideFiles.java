package dev.glossa.jobs.corpus;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Files and folders that other programs put beside documents, known by their names. */
final class SideFiles {
  /** The word for names that begin with a dot or an underscore. */
  static final String HIDDEN = "hidden";

  /** The word for the other side files. */
  static final String OTHERS = "side files";

  private static final Set<String> NAMES =
      Set.of(
          "thumbs.db",
          "ehthumbs.db",
          "desktop.ini",
          "icon\r",
          "$recycle.bin",
          "system volume information",
          "lost+found",
          "@eadir");

  private SideFiles() {}

  /** Whether Hadoop's readers, Spark's and shells pass over a name. */
  static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }

  /** The word under which a side file is counted; nothing for any other name. */
  static Optional<String> kind(String name) {
    if (isHidden(name)) {
      return Optional.of(HIDDEN);
    }
    String lower = name.toLowerCase(Locale.ROOT);
    // An open workbook's owner, and a checksum of Hadoop's under another name than its own.
    boolean isSide = NAMES.contains(lower) || lower.startsWith("~$") || lower.endsWith(".crc");
    return isSide ? Optional.of(OTHERS) : Optional.empty();
  }
}
