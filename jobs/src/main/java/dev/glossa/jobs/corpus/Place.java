package dev.glossa.jobs.corpus;

/**
 * Where an item stands in its file.
 *
 * @param position from 1: the number of its line, row or record; 1 for a file that is one item, or
 *     that fails as a whole
 * @param id the row's name of itself, else its number; for a file its name
 */
record Place(long position, String id) {
  private static final int LONGEST_ID = 512;

  /** A file as a whole. */
  static Place file(String name) {
    return new Place(1, name);
  }

  /** A row that is known by its number alone. */
  static Place row(long number) {
    return new Place(number, Long.toString(number));
  }

  /**
   * A row that may name itself. It is known by its number where it gives no id, a blank one, or one
   * that is longer than 512 units (a text in the wrong column, say).
   */
  static Place row(long number, String given) {
    return given.isBlank() || given.length() > LONGEST_ID
        ? row(number)
        : new Place(number, given.strip());
  }
}
