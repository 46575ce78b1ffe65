package dev.glossa.udf.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.glossa.udf.model.Activation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A loaded TorchScript program with its weights. Its methods change nothing once the weights are
 * in, so threads may call them at the same time. Owns the weights: they are freed on close, which
 * must come after the last call.
 */
final class Program implements AutoCloseable {
  private final String family;
  private final PtNDManager manager;
  private final PtSymbolBlock block;
  private final DataType type;

  private Program(String family, PtNDManager manager, PtSymbolBlock block, DataType type) {
    this.family = family;
    this.manager = manager;
    this.block = block;
    this.type = type;
  }

  /** Compiles a program, without weights. */
  static Program compile(String family, Map<String, Object> settings, EngineOptions options) {
    byte[] archive = ProgramArchive.of(family, settings);
    PtNDManager manager =
        (PtNDManager) NDManager.newBaseManager(device(options.device()), "PyTorch");
    try {
      PtSymbolBlock block =
          JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
      return new Program(family, manager, block, options.precision().type());
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException(e);
    } catch (ai.djl.engine.EngineException e) {
      manager.close();
      throw new EngineException("Cannot compile program: " + family + " (see the cause)", e);
    }
  }

  private static Device device(String name) {
    return name.equals("cpu")
        ? Device.cpu()
        : Device.gpu(Integer.parseInt(name.substring(name.indexOf(':') + 1)));
  }

  /** A program's name of an activation. */
  static String activation(Activation activation) {
    return switch (activation) {
      case GELU -> "gelu";
      case GELU_TANH -> "gelu_tanh";
      case RELU -> "relu";
      case SILU -> "swish";
    };
  }

  /** Whether weights are laid out for oneDNN, which computes float32 on CPUs. */
  static boolean packed(EngineOptions options) {
    return options.device().equals("cpu") && options.precision() == Precision.FLOAT32;
  }

  /** Room for the arguments and results of some calls, which are freed when it is closed. */
  Scope scope() {
    return new Scope(this, (PtNDManager) manager.newSubManager());
  }

  /** The type that weights get. */
  DataType type() {
    return type;
  }

  IValue run(String method, IValue... arguments) {
    try {
      return IValueUtils.runMethod(block, method, arguments);
    } catch (ai.djl.engine.EngineException e) {
      String[] lines = e.getMessage().strip().split("\\R");
      throw new EngineException(
          "Cannot run " + family + "." + method + ": " + lines[lines.length - 1] + " (PyTorch)", e);
    }
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
