package dev.glossa.udf.task;

import java.io.Serializable;

/**
 * One document as the tasks see it.
 *
 * @param key what identifies the document in every table, 64 hexadecimal digits
 * @param source path of the file that it was read from
 * @param id the name that its archive gives it, unique within the source
 * @param language two-letter code such as {@code en} or {@code ko}
 * @param text the repaired text: no lone surrogate, no byte-order mark, never blank
 */
public record Document(String key, String source, String id, String language, String text)
    implements Serializable {}
