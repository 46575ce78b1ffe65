package dev.glossa.udf.chat;

/** Python's {@code None}. */
enum None {
  NONE
}
