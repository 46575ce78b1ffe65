package dev.glossa.udf.model;

/** Hugging Face's file names. */
final class CheckpointFiles {
  static final String CONFIG = "config.json";
  static final String GENERATION = "generation_config.json";

  private CheckpointFiles() {}
}
