package dev.glossa.udf.engine;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long and how many models a process keeps.
 *
 * @param bytes of weights that are kept together at most; 0 for as many as there is room for
 * @param idle how long a model stays that nobody uses
 */
public record ModelLimits(long bytes, Duration idle) implements Serializable {}
