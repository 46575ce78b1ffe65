package dev.glossa.jobs.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/**
 * Who holds an output folder.
 *
 * @param run a name that no other run has
 * @param host the machine's name, for people
 * @param system the running kernel and process namespace within which a process id means something;
 *     empty where the operating system does not tell
 * @param process its id there
 * @param processStarted when that process started, milliseconds since 1970, against reused ids
 * @param started when the lock was taken
 * @param until when it expires unless renewed
 */
record Owner(
    String run,
    String host,
    String system,
    long process,
    long processStarted,
    Instant started,
    Instant until) {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String RUN = "run";
  private static final String HOST = "host";
  private static final String SYSTEM = "system";
  private static final String PROCESS = "process";
  private static final String PROCESS_STARTED = "process_started";
  private static final String STARTED = "started";
  private static final String UNTIL = "until";

  /** This process as an owner. */
  static Owner here(Instant now, Instant until) {
    ProcessHandle me = ProcessHandle.current();
    return new Owner(
        UUID.randomUUID().toString(), hostName(), systemName(), me.pid(), startOf(me), now, until);
  }

  Owner renewed(Instant until) {
    return new Owner(run, host, system, process, processStarted, started, until);
  }

  /**
   * Whether the lock means nothing any more: it has expired, or it was taken on this system by a
   * process that is no longer there.
   */
  boolean gone(Instant now) {
    return !now.isBefore(until) || diedHere();
  }

  private boolean diedHere() {
    if (system.isEmpty() || !system.equals(systemName())) {
      return false;
    }
    return ProcessHandle.of(process).map(found -> startOf(found) != processStarted).orElse(true);
  }

  byte[] toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put(RUN, run);
    node.put(HOST, host);
    node.put(SYSTEM, system);
    node.put(PROCESS, process);
    node.put(PROCESS_STARTED, processStarted);
    node.put(STARTED, started.toString());
    node.put(UNTIL, until.toString());
    return (node.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static Owner fromJson(byte[] json) throws IOException {
    try {
      JsonNode node = JSON.readTree(json);
      return new Owner(
          node.required(RUN).asText(),
          node.required(HOST).asText(),
          node.required(SYSTEM).asText(),
          node.required(PROCESS).asLong(),
          node.required(PROCESS_STARTED).asLong(),
          Instant.parse(node.required(STARTED).asText()),
          Instant.parse(node.required(UNTIL).asText()));
    } catch (RuntimeException e) {
      throw new IOException("no lock file: " + e.getMessage(), e);
    }
  }

  private static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown host";
    }
  }

  private static String systemName() {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      return boot + " " + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }
}
