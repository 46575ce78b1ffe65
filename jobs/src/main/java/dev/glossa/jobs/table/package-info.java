/**
 * What the published tables mean: one record for the rows of each, and this page for what they
 * share.
 *
 * <h2>Layout</h2>
 *
 * <p>A wave is a folder {@code OUT/data/wave=ID} with one folder of Parquet files for each table
 * that has rows in it, and a {@code _manifest.json}. A wave never changes once it is there. To read
 * all states of a table is to read it in all waves: {@code OUT/data/wave=*}{@code
 * /summaries/*.parquet}.
 *
 * <h2>Keys</h2>
 *
 * <p>The {@code key} is the SHA-256 of the text alone, in every table and whatever was done with
 * the text. A result is known by (key, stage, settings), where {@code settings} stands for
 * everything else that decides it: models, settings and the version of the stage. An
 * <em>occurrence</em> is a place (source, position, id) at which a text was found.
 *
 * <h2>What holds</h2>
 *
 * <ul>
 *   <li>{@code documents} has a text once, whatever stages it went through and however these ended.
 *   <li>Every text that a stage was given is in {@code results} or in {@code errors}, under the
 *       stage's settings. A text with a result may have no row in the stage's tables, where there
 *       is nothing to say (a text with one token has no surprisal); one without has none.
 *   <li>An occurrence stands when no run has missed it ({@code removed}) since a run saw it.
 *   <li>Results count under the settings of their stage's latest run in {@code runs}, and for texts
 *       that stand. Those of other settings and of earlier texts stay readable.
 *   <li>Offsets are in UTF-16 units of the document's text, half-open. Vectors are flat arrays.
 *       Probabilities are between 0 and 1, logarithms are natural.
 * </ul>
 *
 * <h2>Trap</h2>
 *
 * <p>{@code characters} counts UTF-16 units, as the offsets do. SQL's {@code length} counts code
 * points, and SQL's {@code substring} cuts by them: where a text holds an emoji, cut it in a
 * language whose strings are UTF-16, or encode it first.
 */
package dev.glossa.jobs.table;
