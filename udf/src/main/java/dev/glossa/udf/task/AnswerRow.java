package dev.glossa.udf.task;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;
import java.util.Map;

/** What a model answers to one question about a document. */
@TableRow(table = "answers", per = "document, question and sample; with long = chunks also chunk")
public record AnswerRow(
    @Column(meaning = "name of the checkpoint in the configuration") String model,
    @Column(meaning = "the question's name in the configuration") String question,
    @Column(meaning = "number of the answer, from 0") int sample,
    @Column(meaning = "number of the chunk that was asked about, from 0") int chunk,
    @Column(meaning = "first unit of what was read of the document", unit = "UTF-16 units")
        int begin,
    @Column(meaning = "the unit after its last", unit = "UTF-16 units") int end,
    @Column(
            meaning =
                "the answer without white space at its ends, without reasoning; of choices one of them")
        String answer,
    @Column(
            meaning = "every choice's probability, by choice; missing where there are no choices",
            nullable = true)
        Map<String, Float> scores,
    @Column(
            meaning = "the answer as JSON that follows the schema; missing where there is none",
            nullable = true)
        String json,
    @Column(
            meaning = "what the model wrote between <think> marks; missing where it wrote none",
            nullable = true)
        String reasoning,
    @Column(meaning = "pieces that the document was read in") int chunks,
    @Column(meaning = "how often answers were asked about again; 1 where the document fits")
        int rounds,
    @Column(
            meaning =
                "share of the document, white space apart, that was read for this answer, 0 to 1")
        float coverage,
    @Column(meaning = "read for this answer, prompts included, in all rounds", unit = "tokens")
        int inputTokens,
    @Column(meaning = "written last, end token included; of a choice its own", unit = "tokens")
        int outputTokens,
    @Column(
            meaning =
                "sum of the log-probabilities of what was written last, as in `generations`; of a choice the model's own",
            unit = "nats")
        float logProbability,
    @Column(
            meaning =
                "why the writing stopped: end_token, max_length, stop_string, no_token_allowed or complete (JSON that nothing can follow); choice")
        String finishReason) {}
