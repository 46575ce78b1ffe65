package dev.glossa.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A folder of documents that people work in: each night documents have come, changed, moved and
 * gone, ids are there twice and files cannot be read. It knows what it has written, and so what a
 * run must find.
 */
final class NightlyFolder {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] THINGS = {"lamp", "boat", "letter", "kettle", "garden", "bridge"};
  private static final String[] STATES = {"old", "green", "lost", "open", "quiet", "heavy"};

  /** A character of four tokens, which does not fit into a chunk of three. */
  static final String BIRD = "🦤";

  private final Path root;
  private final Random random;
  private final Map<String, List<Entry>> files = new TreeMap<>();
  private final List<String> texts = new ArrayList<>();
  private int made;

  /**
   * A document in a file, or what stands in its place.
   *
   * @param id of a row, empty where it has none
   * @param code under which it fails to be read, empty where it can be
   */
  private record Entry(String id, String text, String code) {}

  /**
   * What a run must find.
   *
   * @param text null where it cannot be read
   * @param code why not
   */
  record Input(String source, long position, String id, String text, String code) {}

  NightlyFolder(Path root, Random random) throws IOException {
    this.root = root;
    this.random = random;
    for (int i = 0; i < 4; i++) {
      addTextFile();
      addLines();
    }
    save();
  }

  Path root() {
    return root;
  }

  /** Lets a day go by. */
  void live() throws IOException {
    for (int events = 2 + random.nextInt(5); events > 0; events--) {
      switch (random.nextInt(10)) {
        case 0, 1 -> addTextFile();
        case 2 -> addLines();
        case 3, 4 -> edit();
        case 5 -> files.remove(anyFile());
        case 6 -> rename();
        case 7 -> appendLine();
        case 8 -> removeLine();
        default -> copy();
      }
      if (files.isEmpty()) {
        addTextFile();
      }
    }
    save();
  }

  /** Every input that the folder holds. */
  List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    files.forEach(
        (name, entries) -> {
          String source = root.resolve(name).toString();
          for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            String id = name.endsWith(".txt") ? root.resolve(name).getFileName().toString() : "";
            id = !id.isEmpty() ? id : entry.id().isEmpty() ? "" + (i + 1) : entry.id();
            String text = entry.code().isEmpty() ? entry.text() : null;
            inputs.add(new Input(source, i + 1, id, text, entry.code()));
          }
        });
    return inputs;
  }

  private void addTextFile() {
    String code =
        switch (random.nextInt(9)) {
          case 0 -> "NOT_UTF8";
          case 1 -> "EMPTY_TEXT";
          default -> "";
        };
    files.put(name(".txt"), new ArrayList<>(List.of(new Entry("", text(), code))));
  }

  private void addLines() {
    List<Entry> lines = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i >= 0; i--) {
      lines.add(line());
    }
    files.put(name(".jsonl"), lines);
  }

  private Entry line() {
    String id = random.nextInt(3) == 0 ? "again" : random.nextInt(2) == 0 ? "" : "row " + made++;
    return switch (random.nextInt(8)) {
      case 0 -> new Entry("", text(), "MALFORMED_JSON");
      case 1 -> new Entry(id, text(), "MISSING_TEXT");
      default -> new Entry(id, text(), "");
    };
  }

  private void edit() {
    List<Entry> entries = files.get(anyFile());
    int at = random.nextInt(entries.size());
    Entry old = entries.get(at);
    // Of what could not be read nearly all is put right.
    boolean mended = !old.code().isEmpty() && random.nextInt(4) > 0;
    entries.set(at, new Entry(old.id(), mended ? old.text() : text(), mended ? "" : old.code()));
  }

  private void rename() {
    String old = anyFile();
    List<Entry> entries = files.remove(old);
    files.put(name(old.substring(old.lastIndexOf('.'))), entries);
  }

  private void appendLine() {
    lineFiles().forEach(entries -> entries.add(line()));
  }

  private void removeLine() {
    for (List<Entry> entries : lineFiles()) {
      if (entries.size() > 1) {
        entries.remove(random.nextInt(entries.size()));
      }
    }
  }

  private List<List<Entry>> lineFiles() {
    String name = anyFile();
    return name.endsWith(".jsonl") ? List.of(files.get(name)) : List.of();
  }

  private void copy() {
    String old = anyFile();
    files.put(name(old.substring(old.lastIndexOf('.'))), new ArrayList<>(files.get(old)));
  }

  private String anyFile() {
    List<String> names = new ArrayList<>(files.keySet());
    return names.get(random.nextInt(names.size()));
  }

  private String name(String ending) {
    String folder = random.nextInt(3) == 0 ? "more/" : "";
    return folder + "note " + made++ + ending;
  }

  /** Simple sentences, one space between them; now and then a text that was there before. */
  private String text() {
    if (!texts.isEmpty() && random.nextInt(6) == 0) {
      return texts.get(random.nextInt(texts.size()));
    }
    List<String> sentences = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      String thing = THINGS[random.nextInt(THINGS.length)];
      String state = STATES[random.nextInt(STATES.length)];
      sentences.add("The " + thing + " in room " + made++ + " was " + state + ".");
    }
    if (random.nextInt(7) == 0) {
      sentences.add("A " + BIRD + " came by.");
    }
    texts.add(String.join(" ", sentences));
    return texts.get(texts.size() - 1);
  }

  private void save() throws IOException {
    if (Files.exists(root)) {
      try (var all = Files.walk(root)) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          if (!files.containsKey(root.relativize(file).toString())) {
            Files.delete(file);
          }
        }
      }
    }
    for (Map.Entry<String, List<Entry>> file : files.entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, bytes(file.getKey(), file.getValue()));
    }
  }

  private static byte[] bytes(String name, List<Entry> entries) throws IOException {
    if (name.endsWith(".txt")) {
      Entry entry = entries.get(0);
      return switch (entry.code()) {
        case "NOT_UTF8" -> noise(entry.text().length());
        case "EMPTY_TEXT" -> " \n".getBytes(StandardCharsets.UTF_8);
        default -> entry.text().getBytes(StandardCharsets.UTF_8);
      };
    }
    StringBuilder lines = new StringBuilder();
    for (Entry entry : entries) {
      Map<String, String> line = new LinkedHashMap<>();
      if (!entry.id().isEmpty()) {
        line.put("id", entry.id());
      }
      line.put(entry.code().equals("MISSING_TEXT") ? "title" : "text", entry.text());
      String json = JSON.writeValueAsString(line);
      boolean broken = entry.code().equals("MALFORMED_JSON");
      lines.append(broken ? json.substring(0, json.length() - 1) : json).append('\n');
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Bytes that are only good for the middle of a character. */
  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    Arrays.fill(noise, (byte) 0x80);
    return noise;
  }
}
