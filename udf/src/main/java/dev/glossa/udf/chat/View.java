package dev.glossa.udf.chat;

import java.util.Collection;

/**
 * What {@code keys()}, {@code values()} and {@code items()} of a mapping give: it has a length and
 * can be gone through, but has no numbered elements.
 *
 * @param name Python's for it
 * @param items its elements
 */
record View(String name, Collection<?> items) {}
