package dev.glossa.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Says which tests were skipped, and why. The build runs it after all tests, over the reports that
 * these have left.
 */
public final class SkippedTests {
  private static final List<String> REPORTS =
      List.of("target/surefire-reports", "target/failsafe-reports");

  private SkippedTests() {}

  /**
   * Prints them.
   *
   * @param modules the folders of the build's modules
   */
  public static void main(String[] modules)
      throws IOException, ParserConfigurationException, SAXException {
    List<String> skipped = new ArrayList<>();
    for (String module : modules) {
      for (String reports : REPORTS) {
        skipped.addAll(reported(Path.of(module, reports)));
      }
    }
    System.out.println(skipped.size() + " tests of the whole build were skipped");
    skipped.forEach(test -> System.out.println("  " + test));
  }

  private static List<String> reported(Path reports)
      throws IOException, ParserConfigurationException, SAXException {
    List<String> skipped = new ArrayList<>();
    if (!Files.isDirectory(reports)) {
      return skipped;
    }
    try (Stream<Path> files = Files.list(reports)) {
      for (Path report : files.filter(file -> file.toString().endsWith(".xml")).sorted().toList()) {
        NodeList found =
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("skipped");
        for (int i = 0; i < found.getLength(); i++) {
          Element test = (Element) found.item(i).getParentNode();
          String owner = test.getAttribute("classname");
          skipped.add(
              owner.substring(owner.lastIndexOf('.') + 1)
                  + "."
                  + test.getAttribute("name")
                  + ": "
                  + ((Element) found.item(i)).getAttribute("message"));
        }
      }
    }
    return skipped;
  }
}
