/**
 * The published tables as one HTML page of pictures.
 *
 * <p>{@link dev.glossa.jobs.report.Report} puts the chapters together. A chapter asks the {@link
 * dev.glossa.jobs.report.Archive} in SQL, leaves the numbers with the {@link
 * dev.glossa.jobs.report.Figures} under the name of the picture, and returns parts of the page.
 * Pictures are laid out by JFreeChart, which draws on a {@link dev.glossa.jobs.report.SvgCanvas};
 * everything else is built by j2html, which escapes every text.
 *
 * <p>Every query is bounded: what is counted is counted by Spark, and what is shown is drawn by lot
 * from the hash of key and seed, so that the same tables always give the same page.
 *
 * <p><b>Trap</b>: a text of someone else may steer the display without being markup (marks that
 * turn the direction of writing, zero-width characters, a thousand accents on a letter). It reaches
 * the page only through {@link dev.glossa.jobs.report.Words}, which makes such characters visible,
 * and inside {@code <bdi>} or a box of its own.
 */
package dev.glossa.jobs.report;
