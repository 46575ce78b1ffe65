/**
 * What a run would cost, before it is begun.
 *
 * <p>{@link dev.glossa.jobs.run.Workload} counts what there is to do, {@link
 * dev.glossa.jobs.plan.Planner} lets each stage do a sample of it for the figures alone, and {@link
 * dev.glossa.jobs.plan.Plan} makes both into a table. What was counted and what was estimated from
 * the sample are kept apart wherever they are shown.
 *
 * <p>Trap: a sample says little about what is rare. Where few documents hold most of the text, what
 * is read is estimated by characters, of which all are counted; what is written is not.
 */
package dev.glossa.jobs.plan;
