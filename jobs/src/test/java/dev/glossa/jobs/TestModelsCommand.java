package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code ./submit.sh models}, against a hub of one model with two small files. */
class TestModelsCommand {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final Map<String, String> FILES =
      Map.of("config.json", "{}\n", "model.safetensors", "weights\n");

  /** What {@code git hash-object} prints for these contents. */
  private static final Map<String, String> HASHES =
      Map.of(
          "config.json", "0967ef424bce6791893e9a57bb952f80fd536e93",
          "model.safetensors", "05424f2a4c8a54450a2dcca24ca1f089332afa91");

  @TempDir Path temp;
  private HttpServer server;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final ByteArrayOutputStream failures = new ByteArrayOutputStream();

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String body = FILES.get(path.substring(path.lastIndexOf('/') + 1));
      if (path.equals("/api/models/org/small/revision/main")) {
        body =
            "{\"sha\": \"%s\", \"siblings\": [{\"rfilename\": \"config.json\"},".formatted(COMMIT)
                + " {\"rfilename\": \"model.safetensors\"}]}";
      } else if (body == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      } else {
        String name = path.substring(path.lastIndexOf('/') + 1);
        exchange.getResponseHeaders().set("ETag", "\"" + HASHES.get(name) + "\"");
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(200, head ? -1 : bytes.length);
      if (!head) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  private int run(String... arguments) {
    failures.reset();
    PrintStream said = new PrintStream(failures, true, StandardCharsets.UTF_8);
    Map<String, String> environment = new HashMap<>();
    environment.put("HF_HUB_CACHE", temp.toString());
    environment.put("HF_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return new CommandLine(new ModelsCommand(environment))
        .setExecutionExceptionHandler((e, line, result) -> Failures.say(e, said))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Test
  void aModelIsPulledListedVerifiedAndRemoved() throws IOException {
    Path folder = temp.resolve("models--org--small/snapshots/" + COMMIT);
    assertThat(run("pull", "hf:org/small")).as(err.toString()).isZero();
    assertThat(out).hasToString("hf:org/small  " + folder + "\n");
    assertThat(folder.resolve("config.json")).hasContent("{}");

    assertThat(run("list")).isZero();
    assertThat(out).hasToString("hf:org/small  " + COMMIT + "  0.0 MiB  main\n");
    assertThat(run("verify", "org/small@" + COMMIT)).isZero();
    assertThat(out).hasToString("hf:org/small@" + COMMIT + "  sound\n");

    Files.writeString(folder.resolve("config.json"), "{ }");
    assertThat(run("verify", "org/small")).isEqualTo(Failures.RUN_FAILED);
    assertThat(out.toString()).contains("damaged: ", "hf:org/small  not sound");

    assertThat(run("remove", "org/small")).isZero();
    assertThat(temp.resolve("models--org--small")).doesNotExist();
  }

  @Test
  void whatCannotBeHadIsSaidOnce() {
    assertThat(run("pull", "org/none")).isEqualTo(Failures.BAD_CONFIGURATION);
    assertThat(failures.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "glossa: Cannot use hf:org/none (status 404: not on the hub; correct the name or"
                + " revision)\n");
    assertThat(run("pull", "../x")).isEqualTo(Failures.BAD_CONFIGURATION);
    assertThat(err.toString()).contains("not a model's name on the hub");
    assertThat(run()).isEqualTo(Failures.BAD_CONFIGURATION);
    assertThat(err.toString()).contains("say pull, list, verify or remove");
  }
}
