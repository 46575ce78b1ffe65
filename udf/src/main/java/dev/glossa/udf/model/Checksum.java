package dev.glossa.udf.model;

import java.nio.file.Path;

/**
 * What a file says of a part of itself.
 *
 * @param name the part's, for messages
 * @param begin its first byte, counted from the beginning of the file
 * @param length bytes
 * @param crc32 of these bytes
 */
record Checksum(Path file, String name, long begin, long length, int crc32) {}
