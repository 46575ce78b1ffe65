package dev.glossa.udf.model.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the cache and the hub are, as Hugging Face's client reads it from the environment (<a
 * href="https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables">its
 * page</a>).
 *
 * @param cache {@code HF_HUB_CACHE}, or {@code hub} in {@code HF_HOME}, which is {@code
 *     huggingface} in {@code XDG_CACHE_HOME} or in the home folder's {@code .cache}
 * @param endpoint {@code HF_ENDPOINT}, or the hub itself
 * @param token {@code HF_TOKEN}, or what the file {@code HF_TOKEN_PATH} or {@code token} in {@code
 *     HF_HOME} holds
 * @param offline {@code HF_HUB_OFFLINE}, when nothing may be fetched
 */
public record HubSettings(Path cache, URI endpoint, Optional<String> token, boolean offline) {
  private static final String ENDPOINT = "https://huggingface.co";
  private static final Set<String> YES = Set.of("1", "ON", "YES", "TRUE");

  /**
   * Reads the environment.
   *
   * @param home the user's home folder
   * @throws HubException when a variable's value makes no sense
   */
  public static HubSettings of(Map<String, String> environment, Path home) throws HubException {
    Path base =
        path(environment, "XDG_CACHE_HOME", home)
            .orElse(home.resolve(".cache"))
            .resolve("huggingface");
    Path huggingFace = path(environment, "HF_HOME", home).orElse(base);
    Path cache = path(environment, "HF_HUB_CACHE", home).orElse(huggingFace.resolve("hub"));
    String offline = text(environment, "HF_HUB_OFFLINE").orElse("0");
    return new HubSettings(
        cache,
        endpoint(text(environment, "HF_ENDPOINT").orElse(ENDPOINT)),
        token(environment, path(environment, "HF_TOKEN_PATH", home), huggingFace),
        YES.contains(offline.toUpperCase(Locale.ROOT)));
  }

  private static Optional<String> text(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private static Optional<Path> path(Map<String, String> environment, String name, Path home) {
    return text(environment, name)
        .map(value -> value.startsWith("~/") ? home.resolve(value.substring(2)) : Path.of(value))
        .map(Path::toAbsolutePath);
  }

  private static URI endpoint(String text) throws HubException {
    try {
      URI uri = URI.create(text.replaceFirst("/+$", ""));
      if (uri.getHost() != null
          && uri.getUserInfo() == null
          && Set.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new HubException("HF_ENDPOINT = " + text, "not an address", "correct it", e);
    }
    throw new HubException("HF_ENDPOINT = " + text, "not an http address", "correct it");
  }

  private static Optional<String> token(
      Map<String, String> environment, Optional<Path> named, Path huggingFace) throws HubException {
    Optional<String> token = text(environment, "HF_TOKEN");
    Path file = named.orElse(huggingFace.resolve("token"));
    if (token.isEmpty() && Files.isRegularFile(file)) {
      try {
        token = Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip());
      } catch (IOException e) {
        throw new HubException("token in " + file, String.valueOf(e), "make it readable", e);
      }
    }
    // A header must hold no line break, and no message may show the token.
    if (token.isPresent() && !token.get().matches("[\\x21-\\x7e]*")) {
      throw new HubException("HF_TOKEN", "blanks or signs in it that no token has", "correct it");
    }
    return token.filter(value -> !value.isEmpty());
  }

  /** Leaves the token out. */
  @Override
  public String toString() {
    return "HubSettings[" + cache + ", " + endpoint + (offline ? ", offline]" : "]");
  }
}
