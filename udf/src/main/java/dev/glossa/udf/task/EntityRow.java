package dev.glossa.udf.task;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** Something that a document names. */
@TableRow(table = "entities", per = "entity")
public record EntityRow(
    @Column(meaning = "name of the checkpoint in the configuration") String model,
    @Column(meaning = "number of the entity within the document, from 0") int entity,
    @Column(meaning = "first unit of the entity in the document", unit = "UTF-16 units") int begin,
    @Column(meaning = "the unit after its last", unit = "UTF-16 units") int end,
    @Column(meaning = "the entity as it stands in the document") String text,
    @Column(meaning = "what it is, such as PER or LOC") String label,
    @Column(meaning = "mean probability of the label over the entity's words, 0 to 1")
        float score) {}
