package dev.glossa.udf.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A loaded TorchScript program with its weights. Its methods change nothing once the weights are
 * in, so threads may call them at the same time. Owns the weights: they are freed on close, which
 * must come after the last call.
 */
final class Program implements AutoCloseable {
  /** What PyTorch says of a GPU's tensor, among the names of all that it has instead. */
  private static final String NO_CUDA = "from the 'CUDA' backend";

  private static final String ONLY_FOR_PROCESSORS =
      "PyTorch's libraries here compute on processors only; name the folder of CUDA's in"
          + " PYTORCH_LIBRARY_PATH, with PYTORCH_VERSION and PYTORCH_FLAVOR, or set engine.device ="
          + " cpu";

  private final String name;
  private final PtNDManager manager;
  private final PtSymbolBlock block;

  private Program(String name, PtNDManager manager, PtSymbolBlock block) {
    this.name = name;
    this.manager = manager;
    this.block = block;
  }

  /**
   * Compiles a program, without weights.
   *
   * @param name of the source among this package's resources
   * @param attributes all that the source declares, but for those that the options decide and for
   *     lists that start empty
   * @param storage how it holds matrices: see {@code linear_layer} in {@code common.ts.py}
   */
  static Program compile(
      String name, Map<String, Object> attributes, EngineOptions options, String storage) {
    Map<String, Object> all = new HashMap<>(attributes);
    all.put("element", options.precision().number());
    all.put("storage", storage);
    byte[] archive = ProgramArchive.of(name, all);
    PtNDManager manager =
        (PtNDManager) NDManager.newBaseManager(device(options.device()), "PyTorch");
    try {
      // Without the device, this fails here rather than when the first weight arrives.
      manager.zeros(new Shape(0)).close();
      PtSymbolBlock block =
          JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
      return new Program(name, manager, block);
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException(e);
    } catch (ai.djl.engine.EngineException e) {
      manager.close();
      String what = "load " + name + " on " + options.device();
      throw e.getMessage().contains(NO_CUDA)
          ? EngineException.of("Cannot " + what + " (" + ONLY_FOR_PROCESSORS + ")", e)
          : failure(what, e);
    }
  }

  private static Device device(String name) {
    return name.equals("cpu")
        ? Device.cpu()
        : Device.gpu(Integer.parseInt(name.substring(name.indexOf(':') + 1)));
  }

  /** Whether it computes on the processor. */
  boolean onProcessor() {
    return manager.getDevice().equals(Device.cpu());
  }

  /** Room for the arguments and results of some calls, which are freed when it is closed. */
  Scope scope() {
    return new Scope(this, (PtNDManager) manager.newSubManager());
  }

  IValue run(String method, IValue... arguments) {
    // The optimizer makes the first calls of a method twice as long and later ones no faster; on
    // GPUs it joins small operations into one. PyTorch keeps this for each thread.
    JniUtils.setGraphExecutorOptimize(!onProcessor());
    try {
      return IValueUtils.runMethod(block, method, arguments);
    } catch (ai.djl.engine.EngineException e) {
      throw failure("run " + name + "." + method, e);
    }
  }

  /** PyTorch's messages hold the reason in one line, among long traces of source and registries. */
  private static EngineException failure(String what, ai.djl.engine.EngineException e) {
    List<String> lines = e.getMessage().lines().filter(line -> !line.isBlank()).toList();
    String reason =
        lines.stream()
            .filter(line -> line.contains("Error: "))
            .reduce((first, last) -> last)
            .orElse(lines.get(0));
    return EngineException.of("Cannot " + what + ": " + reason + " (PyTorch's message)", e);
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
