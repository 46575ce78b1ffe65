package dev.glossa.udf.chat;

/**
 * What a template names and nothing defines. It prints as nothing and is false; whatever else is
 * done with it is an error.
 *
 * @param hint what is missing, for that error
 */
record Undefined(Text hint) {
  Undefined(String hint) {
    this(Text.of(hint));
  }

  TemplateError error() {
    return new TemplateError(hint);
  }
}
