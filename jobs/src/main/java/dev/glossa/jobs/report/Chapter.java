package dev.glossa.jobs.report;

import j2html.tags.DomContent;
import java.util.List;
import java.util.function.Function;

/**
 * A chapter of the page, drawn by as many parts as there are tables to draw from. {@link Chapters}
 * has all of them.
 */
public final class Chapter {
  private final String id;
  private final String title;
  private final String about;
  private final List<Part> parts;

  /**
   * A part of a chapter.
   *
   * @param table without which there is nothing to draw
   */
  record Part(String table, Function<Scene, List<DomContent>> draw) {}

  Chapter(String id, String title, String about, Part... parts) {
    this.id = id;
    this.title = title;
    this.about = about;
    this.parts = List.of(parts);
  }

  /** The place to link to. */
  String id() {
    return id;
  }

  String title() {
    return title;
  }

  /** A sentence about it. */
  String about() {
    return about;
  }

  List<Part> parts() {
    return parts;
  }
}
