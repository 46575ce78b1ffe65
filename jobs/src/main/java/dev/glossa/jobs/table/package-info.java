/**
 * What the published tables mean: one record for the rows of each, and this page for what they
 * share.
 *
 * <h2>Layout</h2>
 *
 * <p>A wave is a folder {@code OUT/data/wave=ID} with one folder of Parquet files for each table
 * and a {@code _manifest.json}. A wave never changes once it is there. To read a table is to read
 * it in all waves: {@code OUT/data/wave=*}{@code /summaries/*.parquet}.
 *
 * <h2>Keys</h2>
 *
 * <p>A <em>document</em> is a text under one set of models and settings. Its {@code key} is the
 * SHA-256 of the text's SHA-256 (column {@code content}) followed by the run's fingerprint, both as
 * 64 hexadecimal digits. Two files with the same text are one document with two rows in {@code
 * occurrences}. The same text under other settings is another document, with the same {@code
 * content}.
 *
 * <h2>What holds</h2>
 *
 * <ul>
 *   <li>An <em>input</em> is a (key, source, id). Each stands once in {@code occurrences} or once
 *       in the standing {@code errors}, never in both.
 *   <li>A document is in {@code documents} and in the tables of every stage of its run, or in none.
 *       A table may hold no row for it where there is nothing to say (a text with one token has no
 *       surprisal); it never holds a row for a key that is not in {@code documents}.
 *   <li>The standing errors are those that {@code resolved} does not name: {@code errors} of wave W
 *       without the (key, source, id) that {@code resolved} lists with {@code failed_in} = W.
 *       {@link dev.glossa.jobs.table.ResolvedRow} gives the query.
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
