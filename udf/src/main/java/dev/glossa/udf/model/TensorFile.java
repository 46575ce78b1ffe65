package dev.glossa.udf.model;

import java.util.List;
import java.util.Map;

/**
 * What one file of weights holds.
 *
 * @param tensors by the names that stand there
 * @param checksums of its parts, where it carries any
 */
record TensorFile(Map<String, TensorInfo> tensors, List<Checksum> checksums) {}
