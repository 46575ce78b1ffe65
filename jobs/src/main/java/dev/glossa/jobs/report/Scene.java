package dev.glossa.jobs.report;

/**
 * What a section draws from and where it leaves its numbers.
 *
 * @param archive the published tables
 * @param settings bounds and seed
 * @param examples the documents that every section shows
 * @param figures the numbers of the figures drawn so far
 */
record Scene(Archive archive, ReportSettings settings, Examples examples, Figures figures) {}
