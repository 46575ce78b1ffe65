package dev.glossa.udf.task;

/**
 * One text that a model wrote.
 *
 * @param model name of the checkpoint
 * @param strategy the name that the configuration gives to the way of choosing tokens
 * @param sample number of the text within the strategy, from 0
 * @param promptEnd UTF-16 unit of the document after the prompt's last
 * @param text what was written, without the prompt
 * @param ids its tokens, an end token included
 * @param logProbability sum over the chosen tokens of their log-probability when chosen, in nats
 * @param settings the strategy's complete settings as JSON, Hugging Face's names
 * @param seed of the run
 * @param finishReason why the writing stopped: {@code end_token}, {@code max_length} or {@code
 *     no_token_allowed}
 */
public record GenerationRow(
    String model,
    String strategy,
    int sample,
    int promptEnd,
    String text,
    int[] ids,
    float logProbability,
    String settings,
    long seed,
    String finishReason) {}
