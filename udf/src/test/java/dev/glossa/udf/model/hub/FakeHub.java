package dev.glossa.udf.model.hub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A hub on the loopback device, and beside it the host that large files come from: two servers, as
 * the real ones are, with the addresses, headers and redirects that Hugging Face's client relies
 * on. A file's next answers can be told to go wrong.
 */
final class FakeHub implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How an answer with a file's content goes wrong. */
  enum Fault {
    /** The connection ends half way. */
    BREAK,
    /** Nothing comes after half of the content, until the client goes away. */
    STALL,
    /** The last byte is another. */
    WRONG_BYTE,
    /** A byte more than there should be. */
    TOO_LONG,
    /** A byte less, with a length that fits. */
    TOO_SHORT,
    /** All of the content, whatever range was asked for. */
    NO_RANGE,
    /** Status 429 with Retry-After. */
    BUSY,
    /** Status 500. */
    ERROR
  }

  /** A request that came: host {@code hub} or {@code files}. */
  record Request(String host, String method, String path, String token, String range) {}

  private record Model(String commit, Map<String, byte[]> files) {}

  private final Map<String, Model> models = new HashMap<>();
  private final Map<String, String> moved = new HashMap<>();
  private final Map<String, Deque<Fault>> faults = new HashMap<>();
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer hub;
  private final HttpServer files;
  private String token = "";
  private String listedHash = "";
  private String errorCode = "RepoNotFound";
  private boolean detailed = true;

  FakeHub() throws IOException {
    hub = server(this::hub);
    files = server(this::files);
  }

  private HttpServer server(Handler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            handler.handle(exchange);
          }
        });
    server.setExecutor(threads);
    server.start();
    return server;
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
  }

  /** Gives the hub a model; files of 100 bytes and more are large ones. */
  FakeHub put(String id, String commit, Map<String, byte[]> contents) {
    models.put(id, new Model(commit, new LinkedHashMap<>(contents)));
    return this;
  }

  /** Leads from a model's old name to its new one. */
  void move(String from, String to) {
    moved.put(from, to);
  }

  /** Asks for this token. */
  void require(String required, String code) {
    token = required;
    errorCode = code;
  }

  /** Lists names only, as some mirrors do. */
  void listNamesOnly() {
    detailed = false;
  }

  /** Lists a large file's hash as another one. */
  void listHash(String hex) {
    listedHash = hex;
  }

  /** Makes the next answers with a file's content go wrong. */
  void fail(String file, Fault... next) {
    faults.computeIfAbsent(file, ignored -> new ArrayDeque<>()).addAll(Arrays.asList(next));
  }

  List<Request> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  static String sha256(byte[] content) {
    return hash("SHA-256", content);
  }

  static String gitSha1(byte[] content) {
    byte[] head = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(head, head.length + content.length);
    System.arraycopy(content, 0, all, head.length, content.length);
    return hash("SHA-1", all);
  }

  private static String hash(String name, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(name).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean isLarge(byte[] content) {
    return content.length >= 100;
  }

  private void note(String host, HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    requests.add(
        new Request(
            host,
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            headers.getFirst("Authorization"),
            headers.getFirst("Range")));
  }

  private void hub(HttpExchange exchange) throws IOException {
    note("hub", exchange);
    String path = exchange.getRequestURI().getRawPath();
    Headers out = exchange.getResponseHeaders();
    if (!token.isEmpty()
        && !("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      out.set("X-Error-Code", errorCode);
      exchange.sendResponseHeaders(errorCode.equals("GatedRepo") ? 403 : 401, -1);
      return;
    }
    for (Map.Entry<String, String> move : moved.entrySet()) {
      if (path.contains("/" + move.getKey() + "/")) {
        out.set("Location", path.replace("/" + move.getKey() + "/", "/" + move.getValue() + "/"));
        exchange.sendResponseHeaders(307, -1);
        return;
      }
    }
    for (Map.Entry<String, Model> entry : models.entrySet()) {
      String id = entry.getKey();
      if (path.startsWith("/api/models/" + id + "/revision/")) {
        revision(exchange, entry.getValue(), path.substring(path.lastIndexOf('/') + 1));
        return;
      }
      if (path.startsWith("/api/models/" + id + "/tree/")) {
        answer(exchange, tree(entry.getValue()));
        return;
      }
      if (path.startsWith("/" + id + "/resolve/")) {
        String rest = path.substring(("/" + id + "/resolve/").length());
        resolve(exchange, entry.getValue(), rest.substring(rest.indexOf('/') + 1));
        return;
      }
    }
    out.set("X-Error-Code", "RepoNotFound");
    exchange.sendResponseHeaders(404, -1);
  }

  private void revision(HttpExchange exchange, Model model, String revision) throws IOException {
    String name = URLDecoder.decode(revision, StandardCharsets.UTF_8);
    if (!List.of("main", "refs/pr/1", model.commit()).contains(name)) {
      exchange.getResponseHeaders().set("X-Error-Code", "RevisionNotFound");
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    ObjectNode root = JSON.createObjectNode().put("sha", model.commit()).put("id", "x/y");
    ArrayNode siblings = root.putArray("siblings");
    model.files().forEach((file, content) -> list(siblings.addObject(), file, content));
    answer(exchange, root.toString());
  }

  private void list(ObjectNode sibling, String file, byte[] content) {
    sibling.put("rfilename", file);
    if (detailed) {
      sibling.put("size", content.length).put("blobId", gitSha1(content));
    }
    if (detailed && isLarge(content)) {
      String sha256 = listedHash.isEmpty() ? sha256(content) : listedHash;
      ObjectNode lfs = sibling.putObject("lfs").put("sha256", sha256);
      lfs.put("size", content.length).put("pointerSize", 130);
    }
  }

  private static String tree(Model model) {
    ArrayNode entries = JSON.createArrayNode();
    model
        .files()
        .forEach(
            (file, content) -> {
              ObjectNode entry = entries.addObject().put("type", "file").put("path", file);
              entry.put("size", content.length).put("oid", gitSha1(content));
              if (isLarge(content)) {
                ObjectNode lfs = entry.putObject("lfs").put("oid", sha256(content));
                lfs.put("size", content.length).put("pointerSize", 130);
              }
            });
    return entries.toString();
  }

  private void resolve(HttpExchange exchange, Model model, String file) throws IOException {
    byte[] content = model.files().get(file);
    Headers out = exchange.getResponseHeaders();
    if (content == null) {
      out.set("X-Error-Code", "EntryNotFound");
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    out.set("X-Repo-Commit", model.commit());
    if (isLarge(content)) {
      out.set("X-Linked-Etag", "\"" + sha256(content) + "\"");
      out.set("X-Linked-Size", String.valueOf(content.length));
      out.set("Location", "http://127.0.0.1:" + files.getAddress().getPort() + "/" + file + "?s=1");
      exchange.sendResponseHeaders(302, -1);
    } else {
      out.set("ETag", "\"" + gitSha1(content) + "\"");
      content(exchange, file, content);
    }
  }

  private void files(HttpExchange exchange) throws IOException {
    note("files", exchange);
    String file = exchange.getRequestURI().getPath().substring(1);
    for (Model model : models.values()) {
      if (model.files().containsKey(file)) {
        content(exchange, file, model.files().get(file));
        return;
      }
    }
    exchange.sendResponseHeaders(404, -1);
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void content(HttpExchange exchange, String file, byte[] whole) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(whole.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    Fault fault = faults.getOrDefault(file, new ArrayDeque<>()).poll();
    if (fault == Fault.BUSY || fault == Fault.ERROR) {
      exchange.getResponseHeaders().set("Retry-After", "7");
      exchange.sendResponseHeaders(fault == Fault.BUSY ? 429 : 500, -1);
      return;
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = 0;
    int status = 200;
    if (range != null && fault != Fault.NO_RANGE) {
      from = Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
      status = from >= whole.length ? 416 : 206;
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(from, whole.length - 1, whole.length));
    }
    send(exchange, status, status == 416 ? new byte[0] : part(whole, from, fault), fault);
  }

  private static byte[] part(byte[] whole, int from, Fault fault) {
    byte[] part = Arrays.copyOfRange(whole, from, whole.length);
    if (fault == Fault.WRONG_BYTE) {
      part[part.length - 1] ^= 1;
    }
    return fault == Fault.TOO_LONG
        ? Arrays.copyOf(part, part.length + 1)
        : fault == Fault.TOO_SHORT ? Arrays.copyOf(part, part.length - 1) : part;
  }

  private static void send(HttpExchange exchange, int status, byte[] bytes, Fault fault)
      throws IOException {
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    OutputStream out = exchange.getResponseBody();
    boolean half = fault == Fault.BREAK || fault == Fault.STALL;
    out.write(bytes, 0, half ? bytes.length / 2 : bytes.length);
    out.flush();
    if (fault == Fault.STALL) {
      try {
        Thread.sleep(20_000);
      } catch (InterruptedException e) {
        throw new UncheckedIOException(new IOException(e));
      }
    }
    // A close before the announced length is reached ends the connection.
  }

  @Override
  public void close() {
    hub.stop(0);
    files.stop(0);
    threads.shutdownNow();
  }
}
