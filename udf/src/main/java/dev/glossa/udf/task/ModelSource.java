package dev.glossa.udf.task;

/**
 * Where a task finds the models that its settings name.
 *
 * <p>Whoever implements it owns the models: it loads each at most once in a process, shares it
 * among tasks, and closes it after all of them.
 */
public interface ModelSource {}
