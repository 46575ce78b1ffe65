package dev.glossa.udf.model.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Fetches one content into the cache: whole and checked, or not at all.
 *
 * <p>Bytes are appended to {@code HASH.glossa.part}, which a later try, or a later process, takes
 * up again; only a file of the right size and hash is renamed to {@code HASH}. One process at a
 * time does this, under the lock file that Hugging Face's client uses for the content. (That client
 * locks by another system call, so the two do not wait for each other; but neither writes into the
 * other's part, and both rename.)
 */
final class Download {
  private static final int BUFFER = 1 << 16;

  /** Lock among this process's threads, between which a file's lock does not decide. */
  private static final Object ONE_THREAD = new Object();

  private final HubClient client;
  private final HubCache cache;

  Download(HubClient client, HubCache cache) {
    this.client = client;
    this.cache = cache;
  }

  /**
   * Fetches a file where its content is not in the cache yet.
   *
   * @param file with its hash
   * @throws HubException when the hub does not give it, or gives another size or hash
   */
  void fetch(HubName name, String commit, HubFile file) throws IOException, HubException {
    ContentHash hash = file.hash().orElseThrow();
    Path blob = cache.blob(name.id(), hash);
    Path lock = cache.lock(name.id(), hash);
    Files.createDirectories(blob.getParent());
    Files.createDirectories(lock.getParent());
    synchronized (ONE_THREAD) {
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (!Files.exists(blob)) {
          Path part = blob.resolveSibling(hash.hex() + ".glossa.part");
          fetch(name, commit, file, part);
          Files.move(part, blob, StandardCopyOption.ATOMIC_MOVE);
        }
      }
    }
  }

  private void fetch(HubName name, String commit, HubFile file, Path part)
      throws IOException, HubException {
    String what = name + " " + file.name();
    boolean resumed = Files.exists(part) && Files.size(part) > 0;
    int failures = 0;
    while (true) {
      long before = Files.exists(part) ? Files.size(part) : 0;
      try {
        receive(name, commit, file, part, before);
        if (isRight(what, file, part, resumed)) {
          return;
        }
        resumed = false;
      } catch (IOException e) {
        failures = Files.exists(part) && Files.size(part) > before ? 1 : failures + 1;
        client.pauseAfter(what, e, failures);
      }
    }
  }

  /** Appends what is missing. */
  private void receive(HubName name, String commit, HubFile file, Path part, long from)
      throws IOException, HubException {
    if (file.size().isPresent() && from == file.size().getAsLong() && from > 0) {
      return;
    }
    HubClient.Answer answer = client.content(name, commit, file, from);
    try (InputStream body = answer.body();
        Watch watch = new Watch(body, client.patience());
        FileChannel out =
            FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      requireSame(name + " " + file.name(), file, answer);
      if (answer.status() == 416 || from > file.size().orElse(Long.MAX_VALUE)) {
        out.truncate(0);
        throw new IOException("more bytes were here than the file has");
      }
      long begin = begin(answer, from);
      out.truncate(begin);
      out.position(begin);
      long most = file.size().orElse(Long.MAX_VALUE);
      byte[] buffer = new byte[BUFFER];
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        watch.moved();
        write(out, ByteBuffer.wrap(buffer, 0, read));
        if (out.position() > most) {
          out.truncate(0);
          throw new HubException(
              name + " " + file.name(),
              "it is longer than the hub says, " + most + " bytes",
              "try again later: the hub or a proxy gives another file");
        }
      }
      if (file.size().isPresent() && out.position() < most) {
        throw new IOException(
            "the answer ended after " + out.position() + " of " + most + " bytes");
      }
      out.force(true);
    }
  }

  private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** Where the bytes of an answer belong: the hub may send all of them again. */
  private static long begin(HubClient.Answer answer, long from) throws IOException {
    String range = answer.headers().firstValue("Content-Range").orElse("");
    if (answer.status() == 206 && range.startsWith("bytes " + from + "-")) {
      return from;
    }
    if (answer.status() == 200) {
      return 0;
    }
    throw new IOException("status " + answer.status() + " with the range " + range);
  }

  private static void requireSame(String what, HubFile file, HubClient.Answer answer)
      throws HubException {
    if (answer.hash().isPresent() && !answer.hash().equals(file.hash())) {
      throw HubClient.unexpected(
          what, answer.hash().get() + " in the answer, " + file.hash().get() + " in the listing");
    }
    if (answer.size().isPresent()
        && file.size().isPresent()
        && answer.size().getAsLong() != file.size().getAsLong()) {
      throw HubClient.unexpected(
          what,
          answer.size().getAsLong()
              + " bytes in the answer, "
              + file.size().getAsLong()
              + " in the listing");
    }
  }

  /**
   * Whether what came is the file.
   *
   * @param resumed whether an earlier process wrote some of it, which may have been damaged since:
   *     then it is thrown away and fetched anew
   */
  private static boolean isRight(String what, HubFile file, Path part, boolean resumed)
      throws IOException, HubException {
    ContentHash expected = file.hash().orElseThrow();
    ContentHash found = expected.of(part);
    if (found.equals(expected)) {
      return true;
    }
    Files.delete(part);
    if (resumed) {
      return false;
    }
    throw new HubException(
        what,
        found + " came, the hub says " + expected,
        "try again later: the hub or a proxy gives another file");
  }
}
