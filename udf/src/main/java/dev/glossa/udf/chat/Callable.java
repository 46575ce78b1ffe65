package dev.glossa.udf.chat;

/** What a template can call. */
interface Callable {
  Object call(Arguments arguments);
}
