package dev.glossa.udf.task;

/**
 * The vector of one chunk of a document.
 *
 * @param model name of the checkpoint
 * @param chunk number within the document, from 0
 * @param begin first UTF-16 unit of the chunk
 * @param end UTF-16 unit after its last
 * @param pooling {@code mean}, {@code first} or {@code last}
 * @param vector [width]
 */
public record VectorRow(
    String model, int chunk, int begin, int end, String pooling, float[] vector) {}
