package dev.glossa.udf.chat;

/**
 * A turn of a conversation.
 *
 * @param role who speaks, such as {@code system}, {@code user} or {@code assistant}; it is the
 *     configuration's, never a document's
 * @param content what is said; text of documents stands here
 */
public record ChatMessage(String role, String content) {}
