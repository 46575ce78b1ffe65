package dev.glossa.udf.chat;

import java.util.Iterator;

/**
 * What filters such as {@code map} give: values that can be gone through once.
 *
 * @param iterator where it stands
 */
record Once(Iterator<?> iterator) {}
