package dev.glossa.jobs.config;

import dev.glossa.udf.task.WriterFraming;

/**
 * A model that a configuration names.
 *
 * @param place where its files are
 * @param stage whether the nodes of a cluster do not have a local folder, so that the driver has to
 *     hand it to them
 * @param framing what is put round texts where it writes
 */
public record ModelSettings(ModelPlace place, boolean stage, WriterFraming framing) {}
