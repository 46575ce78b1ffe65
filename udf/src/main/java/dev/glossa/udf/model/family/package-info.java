/**
 * Families of networks: what a {@code config.json} means. {@link
 * dev.glossa.udf.model.family.Families} has the only list of them, by {@code model_type}. A family
 * is one class, which reads the fields and lists the weights, and one program among the resources
 * of {@code engine}; both give a {@link dev.glossa.udf.model.family.ModelConfig}, and nobody
 * outside this package asks which family made it.
 *
 * <p>The list of weights is the only one: a checkpoint is checked against it, the engine loads by
 * it, and the benchmark writes random checkpoints and counts operations by it.
 *
 * <p><b>Trap: the order.</b> A program gets the weights of a group as a list, in the order in which
 * the family names them. The comment at the program's loading method says that order; change both
 * together.
 */
package dev.glossa.udf.model.family;
