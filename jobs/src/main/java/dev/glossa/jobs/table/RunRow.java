package dev.glossa.jobs.table;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;
import java.time.Instant;
import java.util.Map;

/** What a run did in a stage for a wave. Its counts add up over the waves of a run. */
@TableRow(table = "runs", per = "wave and stage of a run")
public record RunRow(
    @Column(meaning = "id of the run's first wave; runs sort by age") String run,
    @Column(meaning = "name of the stage") String stage,
    @Column(meaning = "fingerprint of all that decides its results, 16 hexadecimal digits")
        String settings,
    @Column(meaning = "name of each checkpoint that the stage reads, and SHA-256 of its files")
        Map<String, String> models,
    @Column(meaning = "versions of what did the work") Map<String, String> versions,
    @Column(meaning = "everything the run was told, as JSON") String configuration,
    @Column(meaning = "when work on the wave began") Instant started,
    @Column(meaning = "when its files were counted and hashed") Instant finished,
    @Column(
            meaning =
                "inputs that the run found, as far as its waves came; the same for each stage, as the"
                    + " next three")
        long listed,
    @Column(meaning = "of these, those that did not stand before") long added,
    @Column(meaning = "of these, those that stood with another text or other values of columns")
        long changed,
    @Column(meaning = "inputs that stood and were not found") long gone,
    @Column(meaning = "texts that the stage was given; words for a stage of words") long attempted,
    @Column(meaning = "of these, those with a result") long results,
    @Column(meaning = "of these, those that failed") long errors,
    @Column(meaning = "time by the clock", unit = "seconds") double seconds,
    @Column(meaning = "tokens that models read and wrote; of tokenize, that it found") long tokens,
    @Column(meaning = "the same with padding and dummies; 0 where no model ran")
        long paddedTokens) {}
