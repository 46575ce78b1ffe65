package dev.glossa.udf.model;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a tensor stands.
 *
 * @param name its name in the file
 * @param dtype type of its elements
 * @param shape its dimensions, row-major; empty for a scalar
 * @param file the safetensors file
 * @param begin first byte, counted from the beginning of the file
 * @param length bytes
 */
public record TensorInfo(
    String name, Dtype dtype, List<Long> shape, Path file, long begin, long length) {}
