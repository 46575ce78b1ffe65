package dev.glossa.jobs.corpus;

/**
 * What a file system has under one path.
 *
 * @param address by which it is opened: on a local disk its URI, every byte of the name that is no
 *     plain sign of a URI as {@code %XX}; elsewhere its path as Hadoop writes it
 * @param source what people read: on a local disk the plain path, or the address where its bytes
 *     are no UTF-8; elsewhere the address
 * @param name the last part of the path, malformed bytes replaced by U+FFFD
 * @param real the address of the place to which links lead; the same for all paths to one file
 * @param links how many links the path goes through, as far as the listing came through them
 */
record Node(
    String address, String source, String name, Kind kind, long bytes, String real, int links) {

  /** The kind of thing that stands at a path. */
  enum Kind {
    FILE,
    FOLDER,
    /** A pipe, socket or device, which has no content of its own. */
    SPECIAL,
    /** A link that leads nowhere, or in a circle. */
    DEAD_LINK
  }
}
