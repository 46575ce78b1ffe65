package dev.glossa.udf.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Documents of mixed length, language and oddity, from a seed. */
final class Documents {
  private static final String[] PARTS = {
    "The river rose in the night and the bridge was closed. ",
    "Dr. Lee paid 3.5 percent, she said. ",
    "\"Why?\" he asked. ",
    "학교에 가는 길은 멀다. ",
    "나는 어제 책을 읽었습니다. ",
    "😀 🧑‍🌾! ",
    "\n\n",
    "| a | b |\n|---|---|\n",
    "</s><|endoftext|>[SEP] ",
    "No full stop here\n",
    "\u05e9\u05dc\u05d5\u05dd \u200b ",
    "e\u0301\u0301\u0301 ",
  };

  private Documents() {}

  static List<Document> mixed(int count, long seed) {
    List<Document> documents = new ArrayList<>();
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder("Note " + i + ". ");
      int parts = i % 7 == 0 ? 12 + random.nextInt(12) : random.nextInt(6);
      for (int part = 0; part < parts; part++) {
        text.append(PARTS[random.nextInt(PARTS.length)]);
      }
      documents.add(document(i, text.toString()));
    }
    return documents;
  }

  static Document document(int number, String text) {
    String key = String.format("%064x", number + 1);
    boolean korean = text.codePoints().anyMatch(Documents::isHangul);
    return new Document(key, "corpus/" + number + ".txt", "d" + number, korean ? "ko" : "en", text);
  }

  private static boolean isHangul(int point) {
    return Character.UnicodeScript.of(point) == Character.UnicodeScript.HANGUL;
  }
}
