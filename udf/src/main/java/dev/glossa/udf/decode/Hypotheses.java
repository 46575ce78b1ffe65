package dev.glossa.udf.decode;

import java.util.List;

/**
 * How far the search has come with one document: its rows' texts, all equally long, and what is
 * finished. A own knows nothing of the batch that its rows are in.
 */
sealed interface Hypotheses permits IndependentRows, Beams {

  /** Whether the document needs no more steps. */
  boolean finished();

  /** Whether a row's scores still matter. */
  boolean open(int row);

  /** Length of the texts, the prompt counted. */
  int length();

  /** A row's text so far [at least {@link #length}], to read only. */
  int[] text(int row);

  /** The row whose text a row's text continues. */
  int parent(int row);

  /**
   * Takes the next token in every row.
   *
   * @param sorted for each open row what may follow
   */
  void advance(SortedCandidates[] sorted);

  /** The finished texts, best first. */
  List<Sequence> sequences();
}
