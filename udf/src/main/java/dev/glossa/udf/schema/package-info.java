/**
 * Schemas: which texts are JSON of a schema, told token by token.
 *
 * <p>The texts of a schema without recursion are a regular language. {@link
 * dev.glossa.udf.schema.JsonGrammar} builds it as a nondeterministic automaton over the bytes of
 * UTF-8, piece by piece, and lets Lucene's automaton package make a table of it. {@link
 * dev.glossa.udf.schema.SchemaGrammar} walks a vocabulary, kept as a tree of the tokens' bytes,
 * over that table: what a state lets follow is worked out once and kept.
 *
 * <p>A state also knows how many tokens complete the text from there, so that a text is closed
 * before its tokens run out.
 *
 * <p>Trap: the language is a part of what the schema allows, never more. It has no white space but
 * one space after a colon, a comma and before the first sign, properties only in the order of the
 * schema, and numbers only of a length that every reader of JSON takes. A keyword that cannot be
 * held exactly is refused with its place.
 */
package dev.glossa.udf.schema;
