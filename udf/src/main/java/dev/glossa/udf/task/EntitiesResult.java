package dev.glossa.udf.task;

import java.util.List;

/**
 * What a document names.
 *
 * @param entities in the order of their begins
 */
public record EntitiesResult(List<EntityRow> entities) {}
