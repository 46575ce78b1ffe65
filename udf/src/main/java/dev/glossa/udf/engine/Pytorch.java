package dev.glossa.udf.engine;

import ai.djl.pytorch.engine.PtEngine;
import ai.djl.pytorch.jni.JniUtils;

/** The PyTorch library of this process, which all models share. */
final class Pytorch {
  /** Threads of one operation; 0 while nobody asked for a number. */
  private static int threads;

  private Pytorch() {}

  /**
   * Loads the library at the first call, without network or telemetry, and sets its threads.
   *
   * @param wanted threads of one operation, or 0 for as many as there are
   */
  static synchronized void start(int wanted) {
    setIfAbsent("ai.djl.offline", "true");
    setIfAbsent("OPT_OUT_TRACKING", "true");
    PtEngine.getInstance();
    if (wanted == 0 || wanted == threads) {
      return;
    }
    if (threads != 0) {
      throw new IllegalArgumentException(
          "Cannot use threads: "
              + wanted
              + " (this process computes with "
              + threads
              + ", and another number could change results; give all models the same)");
    }
    JniUtils.setNumThreads(wanted);
    threads = wanted;
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
