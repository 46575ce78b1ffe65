package dev.glossa.jobs.config;

/**
 * What the page of pictures shows.
 *
 * @param seed from which the choice of examples follows
 * @param documents shown as examples
 */
public record ReportSettings(long seed, int documents) {}
