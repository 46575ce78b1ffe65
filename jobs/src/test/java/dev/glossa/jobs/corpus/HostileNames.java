package dev.glossa.jobs.corpus;

import java.util.List;
import java.util.stream.Stream;

/** Names that file systems allow and programs stumble over. */
public final class HostileNames {

  /** Of folders; also of files, with an ending behind. */
  public static final List<String> FOLDERS =
      List.of(
          "Re: plan 10:30",
          "a:b",
          "http:",
          "C:",
          "[draft] run",
          "[abc]",
          "[",
          "]",
          "{a}",
          "{a,b}",
          "}{",
          "what?",
          "*",
          "**",
          "back\\slash",
          "\\[escaped\\]",
          "two\nlines",
          "carriage\rreturn",
          "tab\tstop",
          " leading",
          "trailing ",
          " ",
          "100%",
          "a%20b",
          "%zz",
          "#1",
          "a+b",
          "a&b=c",
          "wave=1",
          "semi;colon",
          "comma,",
          "'single'",
          "\"double\"",
          "`back`",
          "$HOME",
          "${user.home}",
          "$(id)",
          "|pipe",
          "<angle>",
          "!bang",
          "@at",
          "~",
          "~tilde",
          "-rf",
          "--set",
          "^caret",
          "...three",
          "dot.",
          "caf\u00e9",
          "cafe\u0301",
          "\uD55C\uAE00",
          "\u1112\u1161\u11AB",
          "\ud83d\ude00",
          "\ud83d\udc68\u200d\ud83d\udc69",
          "\u202egnp",
          "\u00a0nbsp",
          "\u2028line",
          "zero\u200bwidth",
          "\u0001control",
          "\u007fdelete",
          "\uFEFFmark",
          "\uFFFDreplaced",
          "CON",
          "nul",
          "x".repeat(250),
          "\uAC00".repeat(83));

  /** Of text files. A name may have 255 bytes. */
  public static final List<String> ALL =
      Stream.concat(
              FOLDERS.stream().filter(name -> !name.startsWith(".")).map(name -> name + ".txt"),
              Stream.of("UPPER.TXT", "two.dots.txt", "a.csv.txt", "txt.txt"))
          .toList();

  private HostileNames() {}
}
