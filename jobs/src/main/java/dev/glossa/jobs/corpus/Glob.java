package dev.glossa.jobs.corpus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A path with wildcards, as Hadoop has them: {@code *} and {@code ?} within a name, {@code [a-z]}
 * and {@code [^a]} for one sign, {@code {a,b/c}} for either, and a backslash before a sign that
 * means itself. As in a shell, a wildcard at the begin of a name matches no hidden one.
 */
final class Glob {
  private Glob() {}

  /** Whether the path has a sign that a glob gives a meaning to. */
  static boolean isGlob(String path) {
    return path.chars().anyMatch(sign -> "*?[{\\".indexOf(sign) >= 0);
  }

  /**
   * What matches, in the order of names.
   *
   * @throws IllegalArgumentException when a bracket or brace is never closed
   */
  static List<Node> find(FileTree tree) throws IOException {
    List<Node> found = new ArrayList<>();
    for (String path : alternatives(tree.below())) {
      List<Node> level = List.of(tree.start());
      for (String part : path.split("/+")) {
        List<Node> next = new ArrayList<>();
        for (Node folder : level) {
          next.addAll(matches(tree, folder, part));
        }
        level = next;
      }
      found.addAll(level);
    }
    return found;
  }

  private static List<Node> matches(FileTree tree, Node folder, String part) throws IOException {
    if (part.isEmpty()) {
      return List.of(folder);
    }
    if (folder.kind() != Node.Kind.FOLDER) {
      return List.of();
    }
    Pattern pattern = pattern(part);
    boolean isPlain = part.chars().noneMatch(sign -> "*?[".indexOf(sign) >= 0);
    String name = part.replaceAll("(?s)\\\\(.)", "$1");
    if (isPlain) {
      Optional<Node> child = tree.child(folder, name);
      // Java has replaced what it could not decode of an argument.
      if (child.isPresent() || name.indexOf('\uFFFD') < 0) {
        return child.stream().toList();
      }
    }
    boolean hidden = SideFiles.isHidden(name);
    return tree.children(folder).stream()
        .filter(child -> hidden || !SideFiles.isHidden(child.name()))
        .filter(child -> pattern.matcher(child.name()).matches())
        .toList();
  }

  /** The pattern of one name. */
  private static Pattern pattern(String part) {
    StringBuilder regex = new StringBuilder();
    int sign;
    for (int i = 0; i < part.length(); i += Character.charCount(sign)) {
      sign = part.codePointAt(i);
      if (sign == '*') {
        regex.append("[^/]*");
      } else if (sign == '?') {
        regex.append("[^/]");
      } else if (sign == '[') {
        int end = part.indexOf(']', i + 2);
        if (end < 0) {
          throw new IllegalArgumentException("[ is never closed; write \\[ for the sign itself");
        }
        String signs = part.substring(i + 1, end);
        boolean isNegated = signs.startsWith("^") || signs.startsWith("!");
        regex.append(isNegated ? "[^" : "[");
        signs = isNegated ? signs.substring(1) : signs;
        regex.append(signs.replaceAll("[\\\\\\[\\]&^]", "\\\\$0")).append(']');
        i = end;
        sign = ']';
      } else {
        if (sign == '\\' && i + 1 < part.length()) {
          sign = part.codePointAt(++i);
        }
        regex.append(Pattern.quote(Character.toString(sign)));
      }
    }
    try {
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(e.getDescription(), e);
    }
  }

  /** The paths that a path with braces stands for, the first brace first. */
  private static List<String> alternatives(String path) {
    int begin = -1;
    int depth = 0;
    List<String> choices = new ArrayList<>();
    int choice = 0;
    for (int i = 0; i < path.length(); i++) {
      char sign = path.charAt(i);
      if (sign == '\\') {
        i++;
      } else if (sign == '{') {
        if (depth++ == 0) {
          begin = i;
          choice = i + 1;
        }
      } else if (depth == 1 && (sign == ',' || sign == '}')) {
        choices.add(path.substring(choice, i));
        choice = i + 1;
        if (sign == '}') {
          List<String> paths = new ArrayList<>();
          for (String each : choices) {
            paths.addAll(alternatives(path.substring(0, begin) + each + path.substring(i + 1)));
          }
          return paths;
        }
      } else if (sign == '}' && depth > 0) {
        depth--;
      }
    }
    if (depth > 0) {
      throw new IllegalArgumentException("{ is never closed; write \\{ for the sign itself");
    }
    return List.of(path);
  }

  /**
   * A pattern for the sources at and below what a path leads to.
   *
   * @param path absolute, with its scheme where sources have one
   */
  static Pattern covered(String path) {
    StringBuilder any = new StringBuilder();
    for (String each : alternatives(path)) {
      any.append(any.isEmpty() ? "" : "|");
      String slash = "";
      for (String part : each.split("/", -1)) {
        any.append(slash).append(pattern(part).pattern());
        slash = "/";
      }
      any.append("(?:/.*)?");
    }
    return Pattern.compile(any.toString(), Pattern.DOTALL);
  }
}
