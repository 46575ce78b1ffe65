package dev.glossa.udf.model.hub;

import java.nio.file.Path;

/**
 * A model in the cache.
 *
 * @param name as it was asked for
 * @param commit 40 hexadecimal digits of the commit that its revision stands for
 * @param folder its files
 */
public record HubSnapshot(HubName name, String commit, Path folder) {}
