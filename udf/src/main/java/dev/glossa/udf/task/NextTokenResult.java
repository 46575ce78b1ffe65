package dev.glossa.udf.task;

import java.util.List;

/**
 * What a model expects to follow a document's opening, and how much the rest surprises it.
 *
 * @param nextToken the best candidates at each temperature
 * @param surprisal one for each chunk
 */
public record NextTokenResult(List<NextTokenRow> nextToken, List<SurprisalRow> surprisal) {}
