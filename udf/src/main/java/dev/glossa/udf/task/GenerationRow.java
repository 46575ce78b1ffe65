package dev.glossa.udf.task;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** One text that a model wrote. */
@TableRow(table = "generations", per = "prompt, strategy and sample")
public record GenerationRow(
    @Column(meaning = "name of the checkpoint in the configuration") String model,
    @Column(meaning = "the configuration's name for the way of choosing tokens") String strategy,
    @Column(meaning = "number of the text within the strategy, from 0") int sample,
    @Column(meaning = "the document's unit after the prompt's last", unit = "UTF-16 units")
        int promptEnd,
    @Column(meaning = "what was written, without the prompt") String text,
    @Column(meaning = "its token ids, an end token included") int[] ids,
    @Column(
            meaning = "sum over the chosen tokens of their log-probability when chosen",
            unit = "nats")
        float logProbability,
    @Column(meaning = "the strategy's complete settings, a JSON object with Hugging Face's names")
        String generationConfig,
    @Column(meaning = "seed of the run") long seed,
    @Column(
            meaning =
                "why the writing stopped: end_token, stop_string, max_length or no_token_allowed")
        String finishReason) {}
