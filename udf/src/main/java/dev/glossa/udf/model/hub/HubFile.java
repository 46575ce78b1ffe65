package dev.glossa.udf.model.hub;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file of a model on the hub, as its listing names it.
 *
 * @param name its path within the model
 * @param size bytes, where the listing says
 * @param hash what the cache names its content by, where the listing says
 */
record HubFile(String name, OptionalLong size, Optional<ContentHash> hash) {}
