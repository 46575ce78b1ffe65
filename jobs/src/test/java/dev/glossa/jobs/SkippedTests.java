package dev.glossa.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Says at the end of a whole build which tests were skipped, and why: those of this process and
 * those that the reports of the processes before it name. The build turns it on where the last
 * tests run.
 */
public final class SkippedTests implements TestExecutionListener {
  private static final boolean LAST = Boolean.getBoolean("last.tests");
  private static final List<String> MODULES = List.of("udf", "jobs");

  private final List<String> skipped = new ArrayList<>();

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    skipped.add(test.getLegacyReportingName() + ": " + reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == Status.ABORTED) {
      String reason = result.getThrowable().map(Throwable::getMessage).orElse("");
      skipped.add(test.getLegacyReportingName() + ": " + reason);
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    if (!LAST) {
      return;
    }
    List<String> all = new ArrayList<>();
    for (String module : MODULES) {
      all.addAll(reported(LocalCluster.ROOT.resolve(module).resolve("target/surefire-reports")));
    }
    all.addAll(skipped);
    System.out.println(all.size() + " tests of the whole build were skipped");
    all.forEach(test -> System.out.println("  " + test));
  }

  private static List<String> reported(Path reports) {
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
          String reason = ((Element) found.item(i)).getAttribute("message");
          String owner = test.getAttribute("classname");
          skipped.add(
              owner.substring(owner.lastIndexOf('.') + 1)
                  + "."
                  + test.getAttribute("name")
                  + ": "
                  + reason);
        }
      }
    } catch (IOException | ParserConfigurationException | SAXException e) {
      throw new IllegalStateException("Cannot read the reports of the tests: " + reports, e);
    }
    return skipped;
  }
}
