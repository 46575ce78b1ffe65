package dev.glossa.udf.task;

import java.util.List;

/**
 * A sentence of a document, as Spark NLP's detector finds it.
 *
 * @param sentence number within the document, from 0
 * @param begin first UTF-16 unit
 * @param end UTF-16 unit after the last
 * @param words its words in order, as Spark NLP's tokenizer parts them
 * @param text the document's text between the two
 */
public record SentenceRow(int sentence, int begin, int end, List<String> words, String text) {}
