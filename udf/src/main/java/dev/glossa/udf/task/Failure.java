package dev.glossa.udf.task;

import java.io.Serializable;

/**
 * Why a document has no result.
 *
 * @param stage where it failed: {@code read}, {@code tokenize}, {@code embed}, ...
 * @param code a stable name in capitals, such as {@code TOO_LONG}
 * @param message what could not be done and why, without any of the document's text
 */
public record Failure(String stage, String code, String message) implements Serializable {}
