package dev.glossa.udf.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive around a program's source: what {@code torch.jit.save} would write
 * for a module of class {@code Program}, without Python.
 *
 * <p>An archive is a zip of stored entries: {@code code/__torch__.py} with the class and {@code
 * code/__torch__/common.py} with what programs share, as plain text, and {@code data.pkl} with the
 * module's attributes. Attributes are those that the source declares; lists that are not given
 * start empty (the program's {@code load} fills them).
 *
 * <p>Sources are written as one would write Python. A class that names another file's class in its
 * brackets has that one's members, too, but for those that it has itself: TorchScript knows no
 * inheritance, so the members are copied here. The type of {@code self} and the full name of {@code
 * common} are put in as well.
 */
final class ProgramArchive {
  /** The beginning of every module's class, before its attributes. */
  private static final String HEADER =
      """
      class Program(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        _is_full_backward_hook : Optional[bool]
      """;

  /** Comments are left out, because TorchScript has no place for them between attributes. */
  private static final Pattern COMMENT = Pattern.compile("(?m)^ *#.*\\R|  #.*$");

  private static final Pattern CLASS = Pattern.compile("class \\w+\\((\\w+)\\):\\R");
  private static final Pattern ATTRIBUTE = Pattern.compile("  (\\w+) : (\\S+)\\R");
  private static final Pattern METHOD = Pattern.compile("  def (\\w+)\\(");

  /** The base that a class names if it has no other. */
  private static final String NO_BASE = "Module";

  /** Version of the archive format that all operators of the programs exist in. */
  private static final String VERSION = "10\n";

  private ProgramArchive() {}

  /** The members of a class in order: types of attributes, and texts of methods, by name. */
  private record Members(Map<String, String> attributes, Map<String, String> methods) {}

  /**
   * The archive of a program.
   *
   * @param name of the source, such as {@code gpt2}
   * @param values a Long, Double, Boolean or String, or a list of Longs, Doubles or Booleans, for
   *     each attribute that does not start as an empty list
   * @throws IllegalArgumentException when the source declares no such attribute, or one that is
   *     missing here
   */
  static byte[] of(String name, Map<String, Object> values) {
    Members members = members(name);
    for (String attribute : values.keySet()) {
      if (!members.attributes().containsKey(attribute)) {
        throw new IllegalArgumentException(
            "Cannot set attribute " + attribute + " of " + name + " (the program has none such)");
      }
    }
    StringBuilder source = new StringBuilder(HEADER);
    members
        .attributes()
        .forEach(
            (attribute, type) ->
                source.append("  ").append(attribute).append(" : ").append(type).append('\n'));
    members.methods().values().forEach(source::append);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "data.pkl", pickle(members.attributes(), values));
      store(zip, "code/__torch__.py", ascii(source.toString()));
      store(zip, "code/__torch__/common.py", ascii(source("common")));
      store(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      store(zip, "version", ascii(VERSION));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A source without comments, in TorchScript's own spelling. */
  private static String source(String name) {
    try (InputStream in = ProgramArchive.class.getResourceAsStream(name + ".ts.py")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return COMMENT
          .matcher(text)
          .replaceAll("")
          .replaceAll("(def \\w+\\(\\s*self)\\b", "$1: __torch__.Program")
          .replaceAll("(?<![\\w.])common\\.", "__torch__.common.");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read program: " + name + " (damaged jar)", e);
    }
  }

  private static Members members(String name) {
    String source = source(name);
    Matcher header = CLASS.matcher(source);
    if (!header.find()) {
      throw new IllegalArgumentException("Cannot use program: " + name + " (it has no class)");
    }
    String base = header.group(1);
    Members members =
        base.equals(NO_BASE)
            ? new Members(new LinkedHashMap<>(), new LinkedHashMap<>())
            : members(base.toLowerCase(Locale.ROOT));
    for (String part : source.substring(header.end()).split("(?m)^(?=  \\w)")) {
      Matcher method = METHOD.matcher(part);
      Matcher attribute = ATTRIBUTE.matcher(part);
      if (method.lookingAt()) {
        members.methods().put(method.group(1), part.stripTrailing() + "\n\n");
      } else if (attribute.lookingAt()) {
        members.attributes().put(attribute.group(1), attribute.group(2));
      }
    }
    return members;
  }

  /** The module's object in pickle protocol 2: class, then a dictionary of its attributes. */
  private static byte[] pickle(Map<String, String> attributes, Map<String, Object> values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x80, 2});
    out.writeBytes(ascii("c__torch__\nProgram\n"));
    out.writeBytes(new byte[] {'q', 0, ')', (byte) 0x81, '}', '('});
    text(out, "training");
    value(out, false);
    text(out, "_is_full_backward_hook");
    out.write('N');
    attributes.forEach(
        (name, type) -> {
          text(out, name);
          Object value = values.get(name);
          if (value instanceof List<?> list) {
            list(out, type, list);
          } else if (value != null) {
            value(out, value);
          } else if (type.startsWith("List[")) {
            list(out, type, List.of());
          } else {
            throw new IllegalArgumentException(
                "Cannot make program: attribute " + name + " (no value; give one)");
          }
        });
    out.writeBytes(new byte[] {'u', 'b', '.'});
    return out.toByteArray();
  }

  /** Lists of numbers are made by a function of their type, as TorchScript's pickler has it. */
  private static void list(ByteArrayOutputStream out, String type, List<?> items) {
    String builder =
        switch (type) {
          case "List[int]" -> "build_intlist";
          case "List[float]" -> "build_doublelist";
          case "List[bool]" -> "build_boollist";
          default -> "";
        };
    if (builder.isEmpty()) {
      out.write(']');
      return;
    }
    out.writeBytes(ascii("ctorch.jit._pickle\n" + builder + "\n"));
    out.writeBytes(new byte[] {'(', ']', '('});
    items.forEach(item -> value(out, item));
    out.writeBytes(new byte[] {'e', 't', 'R'});
  }

  private static void value(ByteArrayOutputStream out, Object value) {
    if (value instanceof Boolean flag) {
      out.write(flag ? 0x88 : 0x89);
    } else if (value instanceof Long number) {
      out.write('J');
      out.writeBytes(
          ByteBuffer.allocate(4).putInt(Integer.reverseBytes(Math.toIntExact(number))).array());
    } else if (value instanceof Double number) {
      out.write('G');
      out.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
    } else {
      text(out, (String) value);
    }
  }

  private static void text(ByteArrayOutputStream out, String value) {
    byte[] bytes = ascii(value);
    out.write('X');
    out.writeBytes(ByteBuffer.allocate(4).putInt(Integer.reverseBytes(bytes.length)).array());
    out.writeBytes(bytes);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry("program/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
