package dev.glossa.jobs.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.document;
import static j2html.TagCreator.each;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.section;
import static j2html.TagCreator.style;
import static j2html.TagCreator.title;

import dev.glossa.jobs.path.GivenPath;
import j2html.tags.DomContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A run, seen: one HTML page with pictures of the published tables, and the pictures' numbers as
 * CSV files beside it.
 *
 * <p>The page is whole in itself: it holds no script, its policy forbids every request, and it
 * opens from disk. Nothing but the tables and the manifests goes into it, so that an old run can be
 * drawn again.
 */
public final class Report {

  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

  private Report() {}

  /**
   * Draws the run in an output folder.
   *
   * @param stages chapters of the stages, in the order of the page
   * @param output the folder that holds {@code data/wave=*}; any path that Hadoop can write
   * @return the page, {@code OUTPUT/report/index.html}; what was there is replaced
   * @throws IOException when there is no wave, or a file cannot be read or written
   */
  public static String write(
      SparkSession spark, String output, ReportSettings settings, List<Chapter> stages)
      throws IOException {
    Path root = GivenPath.hadoop(output, spark.sparkContext().hadoopConfiguration());
    Figures numbers = new Figures();
    String page;
    try (Archive archive = Archive.open(spark, output)) {
      Scene scene = new Scene(archive, settings, Examples.choose(archive, settings), numbers);
      List<Chapter> chapters = new ArrayList<>(stages);
      chapters.add(0, Chapters.RUN);
      chapters.add(Chapters.FILES);
      List<DomContent> drawn = new ArrayList<>();
      for (Chapter chapter : chapters) {
        drawn.add(draw(chapter, scene));
      }
      page = document(page(chapters, drawn));
    }
    FileSystem files = root.getFileSystem(spark.sparkContext().hadoopConfiguration());
    Path folder = new Path(root, "report");
    Path figures = new Path(folder, "figures");
    files.delete(figures, true);
    for (var figure : numbers.all().entrySet()) {
      write(files, new Path(figures, figure.getKey() + ".csv"), Figures.csv(figure.getValue()));
    }
    Path index = new Path(folder, "index.html");
    write(files, index, page);
    return index.toString().replaceFirst("^file:(?=/)", "");
  }

  private static DomContent draw(Chapter chapter, Scene scene) {
    List<DomContent> parts = new ArrayList<>();
    for (Chapter.Part part : chapter.parts()) {
      if (scene.archive().has(part.table())) {
        parts.addAll(part.draw().apply(scene));
      } else {
        parts.add(
            Html.note(
                "This run has no table " + part.table() + ", so there is nothing to show here."));
      }
    }
    return section(h2(chapter.title()), p(chapter.about()).withClass("about"), each(parts.stream()))
        .withId(chapter.id());
  }

  private static j2html.tags.specialized.HtmlTag page(
      List<Chapter> chapters, List<DomContent> drawn) throws IOException {
    return html(
            head(
                meta().withCharset("utf-8"),
                meta().attr("http-equiv", "Content-Security-Policy").withContent(POLICY),
                meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                meta().withName("color-scheme").withContent("light dark"),
                meta().withName("referrer").withContent("no-referrer"),
                title("Glossa: a run, seen"),
                style(rawHtml(stylesheet()))),
            body(
                header(
                    h1("A run, seen"),
                    nav(each(chapters, c -> a(c.title()).withHref("#" + c.id())))),
                main(each(drawn.stream())),
                footer(p("Drawn by Glossa from the published tables."))))
        .withLang("en");
  }

  private static String stylesheet() throws IOException {
    try (InputStream css = Report.class.getResourceAsStream("page.css")) {
      if (css == null) {
        throw new IOException("Cannot draw: page.css (it is not in the jar; build it again)");
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void write(FileSystem files, Path path, String text) throws IOException {
    try (OutputStream out = files.create(path, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
