package dev.glossa.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.jobs.LocalSpark;
import dev.glossa.jobs.config.JobStages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a browser sees it. */
class TestPageInBrowser {

  /** Each would leave a trace if it were markup: {@code window.ran}, a request or a dialog. */
  private static final List<String> ATTACKS =
      List.of(
          "<script>window.ran=1</script>",
          "</script><script>window.ran=1</script>",
          "</title><script>window.ran=1</script>",
          "</style><script>window.ran=1</script>",
          "</svg><script>window.ran=1</script>",
          "</text></svg><img src=x onerror=window.ran=1>",
          "<img src=x onerror=window.ran=1>",
          "<img src=https://example.org/x.png>",
          "<svg/onload=window.ran=1>",
          "<svg><script>window.ran=1</script></svg>",
          "\"><script>window.ran=1</script>",
          "'><script>window.ran=1</script>",
          "\" onmouseover=window.ran=1 x=\"",
          "' onfocus=window.ran=1 autofocus '",
          "<iframe src=javascript:window.ran=1></iframe>",
          "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
          "<object data=https://example.org/x></object>",
          "<embed src=https://example.org/x>",
          "<link rel=stylesheet href=https://example.org/x.css>",
          "<style>@import 'https://example.org/x.css';</style>",
          "<style>body{display:none}</style>",
          "</style><style>*{background:url(https://example.org/x)}</style>",
          "<meta http-equiv=refresh content='0;url=https://example.org/'>",
          "<base href=https://example.org/>",
          "<a href=javascript:window.ran=1>x</a>",
          "<form action=https://example.org/><button>x</button></form>",
          "<input autofocus onfocus=window.ran=1>",
          "<video src=https://example.org/x autoplay></video>",
          "<audio src=https://example.org/x autoplay></audio>",
          "<details open ontoggle=window.ran=1>",
          "<body onload=window.ran=1>",
          "<math><mtext></mtext><script>window.ran=1</script></math>",
          "<template><script>window.ran=1</script></template>",
          "<noscript><p title=\"</noscript><img src=x onerror=window.ran=1>\">",
          "<!--",
          "-->",
          "<![CDATA[",
          "]]>",
          "<!DOCTYPE html>",
          "<?xml version='1.0'?>",
          "&lt;b&gt;",
          "&#60;script&#62;",
          "&amp;amp;",
          "&unknown;",
          "&#0;",
          "\\u003cscript\\u003e",
          "{{constructor.constructor('window.ran=1')()}}",
          "${window.ran=1}",
          "#{1+1}",
          "<%= 1 %>",
          "a\u0000b",
          "\u001b[31mred\u001b[0m",
          "\u202Egnp.exe",
          "\u2066\u202E\u2069\u2069x",
          "\u200B\u200B\u200B",
          "\uFEFFstart",
          "Z\u0351\u034A\u0352".repeat(40),
          "\u0647\u0630\u0627 \u0646\u0635 (abc) 123",
          "x".repeat(3000),
          "한".repeat(3000),
          "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
          "\uFDFD\uFDFD\uFDFD",
          "=HYPERLINK(\"https://example.org\")",
          "a,\"b\"\r\nc",
          "\t\t\t",
          " ",
          "null",
          "NaN",
          "../../../../etc/passwd",
          "C:\\con\\nul",
          "%s%n%x %1$s",
          "'; DROP TABLE documents; --");

  private static final SparkSession SPARK = LocalSpark.session();
  @TempDir private static Path folder;

  @Test
  void opensWithAllChaptersAndNothingElse() throws Exception {
    Path page = draw("plain", new SyntheticRun(48, List.of(), 48), ReportSettings.DEFAULTS);
    Path pictures = Path.of("target/report");
    Files.createDirectories(pictures);
    try (Browser browser = browser("plain-profile")) {
      browser.open(page);
      for (String chapter :
          List.of(
              "run",
              "tokenize",
              "embed",
              "word_vectors",
              "attention",
              "next_token",
              "classify",
              "entities",
              "summarize",
              "generate",
              "files")) {
        assertThat(
                browser
                    .evaluate("document.querySelectorAll('section#" + chapter + " h2').length")
                    .asInt())
            .as(chapter)
            .isEqualTo(1);
      }
      for (String scheme : List.of("light", "dark")) {
        for (int width : new int[] {1280, 390}) {
          browser.show(width, 900, scheme);
          assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
              .as("nothing sticks out at %d", width)
              .isLessThanOrEqualTo(width);
          Files.write(
              pictures.resolve("report-" + width + "-" + scheme + ".png"),
              browser.screenshot(width, 9000));
        }
      }
      assertQuiet(browser, page);
    }
  }

  @Test
  void whatOthersWroteIsTextAndNothingRuns() throws Exception {
    List<String> hostile = hostile();
    Files.createDirectories(Path.of("target/report"));
    assertThat(hostile).hasSize(100);
    Path page =
        draw(
            "hostile",
            new SyntheticRun(100, hostile, 100),
            new ReportSettings(
                42, 100, List.of("'; DROP TABLE documents; --"), 6, 1000, 60, 16, 4000));
    try (Browser browser = browser("hostile-profile")) {
      browser.open(page);
      assertThat(browser.evaluate("window.ran === undefined").asBoolean()).isTrue();
      assertThat(
              browser
                  .evaluate(
                      "document.querySelectorAll('script,img,iframe,object,embed,link,base,form,"
                          + "input,video,audio,template,math').length")
                  .asInt())
          .isZero();
      assertThat(
              browser
                  .evaluate(
                      "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes])"
                          + ".filter(a => a.name.startsWith('on') || /javascript:/i.test(a.value)"
                          + " && a.name !== 'title' && a.name !== 'aria-label').length")
                  .asInt())
          .isZero();
      assertThat(
              browser
                  .evaluate(
                      "[...document.querySelectorAll('a')].every(a =>"
                          + " /^(#[a-z_-]+|figures\\/[a-z_]+\\.csv)$/.test(a.getAttribute('href')))")
                  .asBoolean())
          .isTrue();
      Set<String> quotes = texts(browser, "#summarize .quote");
      Set<String> names = texts(browser, "bdi");
      for (String text : hostile) {
        String shown = withNames(text);
        assertThat(quotes).contains(shown);
        assertThat(names)
            .anyMatch(
                name -> shown.strip().replaceAll("\\s+", " ").startsWith(name.replace("…", "")));
      }
      for (int width : new int[] {1280, 390}) {
        browser.show(width, 900, "light");
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
            .as("nothing sticks out at %d", width)
            .isLessThanOrEqualTo(width);
        Files.write(
            Path.of("target/report/hostile-" + width + ".png"), browser.screenshot(width, 9000));
      }
      assertQuiet(browser, page);
    }
  }

  /** No word on the console, no dialog, and no request but that for the page. */
  private static void assertQuiet(Browser browser, Path page) throws Exception {
    assertThat(
            browser.events(
                "Runtime.consoleAPICalled",
                "Runtime.exceptionThrown",
                "Log.entryAdded",
                "Page.javascriptDialogOpening",
                "Page.windowOpen"))
        .isEmpty();
    assertThat(browser.events("Network.requestWillBeSent"))
        .extracting(event -> event.path("params").path("request").path("url").asText())
        .containsExactly(page.toUri().toString());
  }

  private static Set<String> texts(Browser browser, String selector) throws Exception {
    JsonNode texts =
        browser.evaluate(
            "[...document.querySelectorAll('" + selector + "')].map(e => e.textContent)");
    Set<String> all = new LinkedHashSet<>();
    texts.forEach(text -> all.add(text.asText()));
    return all;
  }

  /** What a reader shall see of a text: characters that steer a display by their names. */
  private static String withNames(String text) {
    StringBuilder shown = new StringBuilder();
    text.replace("\r\n", "␍\n")
        .codePoints()
        .forEach(c -> shown.append(Words.visible(Character.toString(c))));
    return shown.toString();
  }

  /** A hundred: the attacks above, then strings that others collected. */
  private static List<String> hostile() throws Exception {
    Path collected = Path.of(System.getProperty("shared.dir"), "assets/nasty/blns/blns.json");
    assumeTrue(Files.exists(collected), "Skipped: there is no file " + collected);
    Set<String> all = new LinkedHashSet<>(ATTACKS);
    List<String> more = new ArrayList<>();
    new ObjectMapper().readTree(collected.toFile()).forEach(text -> more.add(text.asText()));
    // From the end: the injections stand there.
    for (int i = more.size() - 1; all.size() < 100; i--) {
      if (!more.get(i).isBlank()) {
        all.add(more.get(i));
      }
    }
    return List.copyOf(all);
  }

  private static Path draw(String name, SyntheticRun run, ReportSettings settings)
      throws Exception {
    assumeTrue(
        Browser.program().isPresent(),
        "Skipped: there is no chromium on the PATH (Debian: apt-get install chromium)");
    Path out = folder.resolve(name);
    run.write(SPARK, out);
    Report.write(SPARK, out.toString(), settings, JobStages.chapters());
    return out.resolve("report/index.html");
  }

  private static Browser browser(String profile) throws Exception {
    return Browser.start(Browser.program().orElseThrow(), folder.resolve(profile));
  }
}
