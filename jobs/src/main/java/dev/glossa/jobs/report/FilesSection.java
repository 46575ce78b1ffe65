package dev.glossa.jobs.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.code;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.p;
import static j2html.TagCreator.text;

import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.table.Table;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;

/** Links to the numbers, for whoever wants to draw them in another way. */
final class FilesSection {

  private FilesSection() {}

  static List<DomContent> draw(Scene scene) {
    List<List<Object>> figures = new ArrayList<>();
    scene
        .figures()
        .all()
        .forEach(
            (name, data) ->
                figures.add(
                    List.of(
                        a(name + ".csv").withHref("figures/" + name + ".csv"),
                        Words.count(data.rows().size()),
                        String.join(", ", data.columns()))));
    List<List<Object>> tables = new ArrayList<>();
    for (Table<?> table : Tables.all()) {
      if (scene.archive().has(table.name())) {
        long rows =
            scene.archive().query("SELECT count(*) FROM " + table.name()).rows().get(0).getLong(0);
        tables.add(
            List.of(
                table.name(),
                table.per(),
                Words.count(rows),
                code("data/wave=*/" + table.name() + "/*.parquet")));
      }
    }
    return List.of(
        h3("The figures of this page"),
        p("Comma-separated values in UTF-8, beside this page."),
        Html.rows(List.of("file", "rows", "columns"), figures),
        h3("The tables of the run"),
        p(text("Parquet, in the folder above this page's. Every figure was drawn from them.")),
        Html.rows(List.of("table", "one row for each", "rows", "files"), tables));
  }
}
