/**
 * Chat templates: conversations as the text that a model was trained on.
 *
 * <p>{@link dev.glossa.udf.chat.ChatTemplate} reads the Jinja text of a checkpoint and renders
 * conversations as transformers does with Jinja2, to the character. A template is somebody else's
 * program: it sees strings, numbers, lists and mappings, no object of Java's, no file and no
 * network, and every step and character that it asks for is counted against a {@code Budget}.
 *
 * <p>The way of a template: {@code Lexer} (tokens and white space), {@code Parser} and {@code
 * ExpressionParser} ({@code Statement}s and {@code Expression}s), {@code Renderer} and {@code
 * Evaluator}; what values do is in {@code Values}, {@code Arithmetic}, {@code TextMethods}, {@code
 * Attributes}, {@code Filters} and {@code Tests}. Semantics are those of <a
 * href="https://jinja.palletsprojects.com/en/stable/templates/">Jinja2 3.1</a> and of Python's own
 * types, with what transformers adds ({@code utils/chat_template_utils.py}).
 *
 * <p>Trap: strings remember which of their characters came from messages ({@code Text}), through
 * everything that a template does with them. Whoever adds a method that makes strings has to keep
 * that, since it is what stops a document from ending its own turn.
 */
package dev.glossa.udf.chat;
