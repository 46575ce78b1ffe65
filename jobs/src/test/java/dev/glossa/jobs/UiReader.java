package dev.glossa.jobs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the pages and the REST answers of a driver's UI over and over, looking for words. */
final class UiReader implements AutoCloseable {
  private static final List<String> PAGES =
      List.of("/jobs/", "/stages/", "/storage/", "/environment/", "/executors/", "/SQL/");
  private static final List<String> ANSWERS =
      List.of("jobs", "stages", "sql?details=true&length=1000", "allexecutors", "environment");
  private static final Pattern APPLICATION = Pattern.compile("\"id\" : \"([^\"]+)\"");

  private final String root;
  private final List<String> words;
  private final Set<String> hits = new ConcurrentSkipListSet<>();
  private final Set<String> seen = new ConcurrentSkipListSet<>();
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Thread thread = new Thread(this::read, "ui-reader");
  private volatile boolean closed;

  /** Starts to read; there may be no UI yet. */
  UiReader(int port, List<String> words) {
    this.root = "http://127.0.0.1:" + port;
    this.words = words;
    thread.start();
  }

  /** Pages that held one of the words. */
  Set<String> hits() {
    return new TreeSet<>(hits);
  }

  /** Pages and answers that came at least once with the status 200. */
  Set<String> seen() {
    return new TreeSet<>(seen);
  }

  private void read() {
    try {
      while (!closed) {
        Matcher application = APPLICATION.matcher(get("/api/v1/applications", ""));
        if (application.find()) {
          for (String page : PAGES) {
            get(page, page);
          }
          for (String answer : ANSWERS) {
            String name = answer.replaceAll("\\?.*", "");
            get("/api/v1/applications/" + application.group(1) + "/" + answer, name);
          }
        }
        Thread.sleep(500);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String get(String path, String name) throws InterruptedException {
    try {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(root + path))
                  .timeout(Duration.ofSeconds(20))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      String body = response.body();
      words.stream().filter(body::contains).forEach(word -> hits.add(path + ": " + word));
      if (response.statusCode() == 200) {
        seen.add(name);
      }
      return body;
    } catch (IOException notThereYetOrGone) {
      return "";
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
