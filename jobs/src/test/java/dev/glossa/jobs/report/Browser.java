package dev.glossa.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Headless Chromium with one page, spoken to by its <a
 * href="https://chromedevtools.github.io/devtools-protocol/">DevTools protocol</a>.
 */
final class Browser implements AutoCloseable {

  private static final int SECONDS = 60;
  private static final String LISTENING = "DevTools listening on ";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
  private final List<JsonNode> events = new ArrayList<>();
  private final WebSocket socket;
  private int lastId;

  private Browser(Process process, String pageSocket) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(pageSocket), new Listener())
            .join();
  }

  /** The program, where this machine has it. */
  static Optional<Path> program() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "chromium"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Browser start(Path program, Path profile) throws Exception {
    Path log = profile.resolveSibling("browser.log");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--no-first-run",
                "--disable-background-networking",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    String address = address(process, log);
    String list =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(address + "/json/list")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    for (JsonNode target : JSON.readTree(list)) {
      if (target.path("type").asText().equals("page")) {
        return new Browser(process, target.path("webSocketDebuggerUrl").asText());
      }
    }
    process.destroyForcibly();
    throw new IOException("Cannot find a page in " + list);
  }

  private static String address(Process process, Path log) throws Exception {
    for (int i = 0; i < SECONDS * 10 && process.isAlive(); i++) {
      try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.ISO_8859_1)) {
        Optional<String> line = lines.lines().filter(l -> l.startsWith(LISTENING)).findFirst();
        if (line.isPresent() && line.get().indexOf("/devtools/") > 0) {
          return line.get()
              .substring(LISTENING.length(), line.get().indexOf("/devtools/"))
              .replace("ws://", "http://");
        }
      }
      Thread.sleep(100);
    }
    process.destroyForcibly();
    throw new IOException("Cannot start the browser: " + Files.readString(log));
  }

  /** Calls a method of the protocol and gives its result. */
  JsonNode call(String method, Map<String, ?> parameters) throws Exception {
    int id = ++lastId;
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    socket.sendText(message.toString(), true).join();
    while (true) {
      JsonNode answer = messages.poll(SECONDS, TimeUnit.SECONDS);
      if (answer == null) {
        throw new IOException("Cannot call " + method + " (no answer)");
      }
      if (!answer.has("id")) {
        events.add(answer);
      } else if (answer.path("id").asInt() == id) {
        if (answer.has("error")) {
          throw new IOException("Cannot call " + method + ": " + answer.path("error"));
        }
        return answer.path("result");
      }
    }
  }

  /** Opens a page and waits until it has been read whole. */
  void open(Path page) throws Exception {
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", Map.of());
    }
    call("Page.navigate", Map.of("url", page.toUri().toString()));
    while (!evaluate("document.readyState + location.protocol").asText().equals("completefile:")) {
      Thread.sleep(100);
    }
  }

  /** The value of an expression; the page's own policy does not bind the protocol. */
  JsonNode evaluate(String expression) throws Exception {
    return call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true))
        .path("result")
        .path("value");
  }

  /** What happened so far, by the names of the events' methods. */
  List<JsonNode> events(String... methods) throws Exception {
    evaluate("0");
    return events.stream()
        .filter(event -> List.of(methods).contains(event.path("method").asText()))
        .toList();
  }

  /** Sets the width in CSS pixels and the colour scheme, {@code light} or {@code dark}. */
  void show(int width, int height, String scheme) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** The page as PNG, from its top as far as this height in CSS pixels. */
  byte[] screenshot(int width, int height) throws Exception {
    Map<String, Integer> clip =
        Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1);
    JsonNode result =
        call(
            "Page.captureScreenshot",
            Map.of("format", "png", "captureBeyondViewport", true, "clip", clip));
    return Base64.getDecoder().decode(result.path("data").asText());
  }

  @Override
  public void close() throws Exception {
    socket.abort();
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  private final class Listener implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          messages.add(JSON.readTree(text.toString()));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}
