package dev.glossa.udf.task;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** One candidate for the token after a prompt. */
@TableRow(table = "next_token", per = "prompt, temperature and rank")
public record NextTokenRow(
    @Column(meaning = "name of the checkpoint in the configuration") String model,
    @Column(meaning = "that the logits were divided by") float temperature,
    @Column(meaning = "from 1, likeliest first") int rank,
    @Column(meaning = "token id") int id,
    @Column(meaning = "as the vocabulary writes it") String token,
    @Column(meaning = "among the whole vocabulary at this temperature, 0 to 1") float probability,
    @Column(meaning = "its natural logarithm", unit = "nats") float logProbability,
    @Column(meaning = "the document's unit after the prompt's last", unit = "UTF-16 units")
        int promptEnd,
    @Column(meaning = "the token that follows in the document; null where the prompt is all of it")
        Integer targetId,
    @Column(
            meaning =
                "minus its log-probability at temperature 1; null where the prompt is all of it",
            unit = "nats")
        Float targetSurprisal) {}
