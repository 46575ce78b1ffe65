package dev.glossa.udf.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
 * module's attributes. Attributes are those that the source declares; lists of tensors start empty
 * (the program's {@code load} fills them), the others are settings, given here.
 */
final class ProgramArchive {
  /**
   * What stands before the attributes in every module's class. The comments of a source are left
   * out, because TorchScript has no place for them between attributes.
   */
  private static final String HEADER =
      """
      class Program(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        _is_full_backward_hook : Optional[bool]
      """;

  private static final Pattern ATTRIBUTE = Pattern.compile("  (\\w+) : (List\\[Tensor\\]|\\w+)");

  /** Version of the archive format that all operators of the programs exist in. */
  private static final String VERSION = "10\n";

  private ProgramArchive() {}

  /**
   * The archive of a program.
   *
   * @param family name of the source: {@code gpt2}, {@code bart} or {@code bert}
   * @param settings a Long, Double, Boolean or String for each attribute that is no list
   */
  static byte[] of(String family, Map<String, Object> settings) {
    String source = source(family).replaceAll("(?m)^ *#.*\\R|  #.*$", "");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "data.pkl", pickle(attributes(source), settings));
      store(zip, "code/__torch__.py", ascii(source.replaceFirst("class .*\\R", HEADER)));
      store(zip, "code/__torch__/common.py", ascii(source("common")));
      store(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      store(zip, "version", ascii(VERSION));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String source(String name) {
    try (InputStream in = ProgramArchive.class.getResourceAsStream(name + ".ts.py")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read program: " + name + " (damaged jar)", e);
    }
  }

  private static List<String> attributes(String source) {
    List<String> names = new ArrayList<>();
    Matcher matcher = ATTRIBUTE.matcher(source);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  /** The module's object in pickle protocol 2: class, then a dictionary of its attributes. */
  private static byte[] pickle(List<String> attributes, Map<String, Object> settings) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x80, 2});
    out.writeBytes(ascii("c__torch__\nProgram\n"));
    out.writeBytes(new byte[] {'q', 0, ')', (byte) 0x81, '}', '('});
    text(out, "training");
    value(out, false);
    text(out, "_is_full_backward_hook");
    out.write('N');
    for (String name : attributes) {
      text(out, name);
      if (settings.containsKey(name)) {
        value(out, settings.get(name));
      } else {
        out.write(']');
      }
    }
    out.writeBytes(new byte[] {'u', 'b', '.'});
    return out.toByteArray();
  }

  private static void value(ByteArrayOutputStream out, Object value) {
    if (value instanceof Boolean flag) {
      out.write(flag ? 0x88 : 0x89);
    } else if (value instanceof Long number) {
      out.write('J');
      out.writeBytes(
          ByteBuffer.allocate(4).putInt(Integer.reverseBytes(number.intValue())).array());
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
