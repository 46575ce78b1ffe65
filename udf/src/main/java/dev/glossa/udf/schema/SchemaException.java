package dev.glossa.udf.schema;

/** A schema that cannot be used, with the place in it. */
public final class SchemaException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String pointer;

  SchemaException(String pointer, Object value, String why) {
    super(
        "Cannot use schema at "
            + (pointer.isEmpty() ? "/" : pointer)
            + ": "
            + value
            + " ("
            + why
            + ")");
    this.pointer = pointer;
  }

  /** The JSON pointer of what cannot be used; empty for the schema as a whole. */
  public String pointer() {
    return pointer;
  }
}
