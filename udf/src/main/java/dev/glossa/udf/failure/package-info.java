/**
 * The exceptions that become rows of the table {@code errors}.
 *
 * <p>Trap: a code is kept in published archives and asked for in people's queries. It is written
 * out where the exception is thrown and follows from no Java name, so that a class can be renamed;
 * an exception of any other type is {@code UNEXPECTED}, and its message, which may quote the text,
 * is not handed on.
 */
package dev.glossa.udf.failure;
