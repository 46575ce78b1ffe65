package dev.glossa.udf.task;

/**
 * One candidate for the token after a prompt.
 *
 * @param model name of the checkpoint
 * @param temperature that the model's logits were divided by
 * @param rank from 1, best first
 * @param id candidate token
 * @param token as the vocabulary writes it
 * @param probability among the whole vocabulary at this temperature
 * @param logProbability its natural logarithm
 * @param promptEnd UTF-16 unit of the document after the prompt's last
 * @param cameId the token that follows in the document, or null where the prompt is all of it
 * @param cameSurprisal minus the log-probability of that token at temperature 1, in nats, or null
 */
public record NextTokenRow(
    String model,
    float temperature,
    int rank,
    int id,
    String token,
    float probability,
    float logProbability,
    int promptEnd,
    Integer cameId,
    Float cameSurprisal) {}
