package dev.glossa.jobs.table;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;
import java.util.List;

/** A wave, as one listing of this table shows all of them: which are there, and which count. */
@TableRow(table = "waves", per = "wave")
record WaveRow(
    @Column(meaning = "its id, the folder's name after wave=") String wave,
    @Column(meaning = "the run that published it: id of the run's first wave") String run,
    @Column(meaning = "ids of the waves whose place it has taken: readers pass these over")
        List<String> replaces) {}
