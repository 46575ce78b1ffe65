package dev.glossa.udf.model.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Speaks to the hub over HTTP (<a href="https://huggingface.co/docs/hub/api">its API</a>): a
 * model's listing from {@code /api/models/ID/revision/REVISION}, and files from {@code
 * /ID/resolve/COMMIT/NAME}, which may lead on to another host.
 *
 * <p>Redirects are followed by hand, since the token must reach no host but the hub's, and since
 * what the hub says of a large file ({@code X-Linked-Etag}, {@code X-Linked-Size}) stands in the
 * redirect.
 */
final class HubClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST_LISTING = 64 << 20;
  private static final int REDIRECTS = 8;
  private static final int ATTEMPTS = 5;
  private static final int FIRST_PAUSE_MS = 1000;
  private static final int LONGEST_PAUSE_MS = 60_000;
  private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> BUSY = Set.of(408, 429, 500, 502, 503, 504);

  private final HubSettings settings;
  private final Duration patience;
  private final LongConsumer pause;
  private final HttpClient http;

  /**
   * @param patience how long an answer, or the next of its bytes, may take
   * @param pause waits for so many milliseconds
   */
  HubClient(HubSettings settings, Duration patience, LongConsumer pause) {
    this.settings = settings;
    this.patience = patience;
    this.pause = pause;
    this.http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(patience)
            .build();
  }

  Duration patience() {
    return patience;
  }

  /** A model's files at the commit that its revision stands for. */
  record Listing(String commit, List<HubFile> files) {}

  /**
   * An answer with a body, which the receiver closes.
   *
   * @param hash and size of the whole file, where any of the answers on the way said
   */
  record Answer(
      int status,
      HttpHeaders headers,
      InputStream body,
      Optional<ContentHash> hash,
      OptionalLong size) {}

  /** Asks what a model has. */
  Listing listing(HubName name) throws HubException {
    String revision = URLEncoder.encode(name.revision(), StandardCharsets.UTF_8);
    URI uri = uri("/api/models/" + name.id() + "/revision/" + revision + "?blobs=true");
    byte[] bytes =
        retried(
            name.toString(),
            () -> {
              Answer answer = open(name.toString(), "GET", uri, 0);
              try (InputStream body = answer.body()) {
                return body.readNBytes(LARGEST_LISTING);
              }
            });
    try {
      return listing(name, JSON.readTree(bytes));
    } catch (JsonProcessingException e) {
      throw unexpected(name.toString(), "its listing is not JSON");
    } catch (IOException e) {
      throw unexpected(name.toString(), String.valueOf(e));
    }
  }

  private static Listing listing(HubName name, JsonNode model) throws HubException {
    String commit = model.path("sha").asText("");
    if (!HubName.isCommit(commit) || (name.isCommit() && !commit.equals(name.revision()))) {
      throw unexpected(name.toString(), "its listing is of commit " + commit);
    }
    List<HubFile> files = new ArrayList<>();
    for (JsonNode file : model.path("siblings")) {
      JsonNode large = file.path("lfs");
      JsonNode size = file.path("size").isNumber() ? file.path("size") : large.path("size");
      String hash =
          large.isObject()
              ? large.path("sha256").asText(large.path("oid").asText(""))
              : file.path("blobId").asText("");
      files.add(
          new HubFile(
              file.path("rfilename").asText(""),
              size.isNumber() ? OptionalLong.of(size.asLong()) : OptionalLong.empty(),
              ContentHash.of(hash)));
    }
    return new Listing(commit, files);
  }

  /** Completes what the listing says of a file with what the file's own address says. */
  HubFile described(HubName name, String commit, HubFile file) throws HubException {
    if (file.hash().isPresent()) {
      return file;
    }
    String what = name + " " + file.name();
    Answer answer =
        retried(
            what,
            () -> {
              Answer head = open(what, "HEAD", address(name, commit, file), 0);
              head.body().close();
              return head;
            });
    if (answer.hash().isEmpty()) {
      throw unexpected(what, "the answer has no hash to compare it with");
    }
    return new HubFile(
        file.name(), file.size().isPresent() ? file.size() : answer.size(), answer.hash());
  }

  /** Asks for a file's bytes from one on. */
  Answer content(HubName name, String commit, HubFile file, long from)
      throws IOException, HubException {
    return open(name + " " + file.name(), "GET", address(name, commit, file), from);
  }

  private URI address(HubName name, String commit, HubFile file) {
    return uri("/" + name.id() + "/resolve/" + commit + "/" + file.name());
  }

  private URI uri(String path) {
    return URI.create(settings.endpoint() + path);
  }

  /** A request that may be tried again. */
  interface Attempt<T> {
    T run() throws IOException, HubException;
  }

  /** Tries a few times, with longer and longer pauses, as long as the fault may pass. */
  private <T> T retried(String what, Attempt<T> attempt) throws HubException {
    for (int failures = 1; ; failures++) {
      try {
        return attempt.run();
      } catch (IOException e) {
        pauseAfter(what, e, failures);
      }
    }
  }

  /**
   * Waits before the next try.
   *
   * @param failures in a row
   * @throws HubException when they were too many
   */
  void pauseAfter(String what, IOException e, int failures) throws HubException {
    if (failures >= ATTEMPTS) {
      throw new HubException(
          what,
          settings.endpoint().getHost() + " failed " + failures + " times: " + e.getMessage(),
          "try again later, or set HF_HUB_OFFLINE=1 to use what is in the cache",
          e);
    }
    long wait = (long) FIRST_PAUSE_MS << (failures - 1);
    if (e instanceof BusyException busy) {
      wait = Math.max(wait, busy.milliseconds());
    }
    pause.accept(Math.min(wait, LONGEST_PAUSE_MS));
  }

  private Answer open(String what, String method, URI first, long from)
      throws IOException, HubException {
    URI uri = first;
    Optional<ContentHash> hash = Optional.empty();
    OptionalLong size = OptionalLong.empty();
    for (int hop = 0; hop <= REDIRECTS; hop++) {
      HttpResponse<InputStream> response = send(what, method, uri, from);
      HttpHeaders headers = response.headers();
      boolean own = isOwn(uri);
      if (own && hash.isEmpty()) {
        hash = header(headers, "X-Linked-Etag").flatMap(ContentHash::of);
        size = headers.firstValueAsLong("X-Linked-Size");
      }
      if (!MOVED.contains(response.statusCode())) {
        check(what, uri, response);
        if (own && hash.isEmpty()) {
          hash = header(headers, "ETag").flatMap(ContentHash::of);
          size = response.statusCode() == 200 ? headers.firstValueAsLong("Content-Length") : size;
        }
        return new Answer(response.statusCode(), headers, response.body(), hash, size);
      }
      response.body().close();
      uri = next(what, uri, header(headers, "Location").orElse(""));
      if (method.equals("HEAD") && !isOwn(uri)) {
        return new Answer(response.statusCode(), headers, response.body(), hash, size);
      }
    }
    throw unexpected(what, "more than " + REDIRECTS + " redirects");
  }

  private HttpResponse<InputStream> send(String what, String method, URI uri, long from)
      throws IOException, HubException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(patience)
            .header("User-Agent", "glossa")
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (isOwn(uri)) {
      settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    }
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HubException(what, "interrupted", "start again; what came is kept", e);
    }
  }

  /** Whether an address is the hub's own, to which alone the token may go. */
  private boolean isOwn(URI uri) {
    URI endpoint = settings.endpoint();
    return uri.getScheme().equalsIgnoreCase(endpoint.getScheme())
        && uri.getHost().equalsIgnoreCase(endpoint.getHost())
        && uri.getPort() == endpoint.getPort();
  }

  private URI next(String what, URI from, String location) throws HubException {
    try {
      URI uri = from.resolve(location);
      boolean secure = "https".equalsIgnoreCase(uri.getScheme());
      boolean asBefore =
          uri.getScheme() != null && uri.getScheme().equalsIgnoreCase(from.getScheme());
      if (!location.isEmpty() && uri.getHost() != null && (secure || asBefore)) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw unexpected(what, "a redirect to what is no address");
    }
    throw unexpected(what, "a redirect that leaves https or leads nowhere");
  }

  private void check(String what, URI uri, HttpResponse<InputStream> response)
      throws IOException, HubException {
    int status = response.statusCode();
    if (status == 200 || status == 206 || status == 416) {
      return;
    }
    response.body().close();
    HttpHeaders headers = response.headers();
    if (BUSY.contains(status)) {
      throw new BusyException(status, headers.firstValue("Retry-After").orElse(""));
    }
    String code = headers.firstValue("X-Error-Code").orElse("");
    String token = settings.token().isPresent() ? "the token given" : "no token given";
    if (code.equals("GatedRepo")) {
      throw new HubException(
          what,
          "status " + status + ": its owner asks for consent, " + token,
          "accept the terms on the model's page and set HF_TOKEN to that account's token");
    }
    if (status == 401 || status == 403 || code.equals("RepoNotFound")) {
      throw new HubException(
          what,
          "status " + status + ": no such model, or a private one, " + token,
          "correct the name, or set HF_TOKEN to a token that may read it");
    }
    if (status == 404) {
      throw new HubException(
          what,
          code.equals("RevisionNotFound") ? "no such revision" : "status 404: not on the hub",
          "correct the name or revision");
    }
    throw unexpected(what, "status " + status + " from " + uri.getHost());
  }

  private static Optional<String> header(HttpHeaders headers, String name) {
    return headers.firstValue(name);
  }

  static HubException unexpected(String what, String why) {
    return new HubException(
        what, why, "check HF_ENDPOINT, or try again later: the hub does not answer so");
  }
}
