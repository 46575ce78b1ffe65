package dev.glossa.udf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.TinyCheckpoints;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which models are loaded when, with a clock and a loader that the test holds. */
final class TestModelCatalog {
  private static final EngineOptions CPU = new EngineOptions("cpu", Precision.FLOAT32, 0);
  private static final Duration IDLE = Duration.ofMinutes(1);

  @TempDir Path folder;

  private Checkpoint bert;
  private Checkpoint gpt2;
  private long now;
  private int refusals;
  private final List<String> loads = new ArrayList<>();
  private final ModelCatalog catalog = new ModelCatalog(this::load, () -> now);

  @BeforeEach
  void write() throws CheckpointException {
    bert = Checkpoint.open(TinyCheckpoints.bert(folder.resolve("bert"), 1));
    gpt2 = Checkpoint.open(TinyCheckpoints.gpt2(folder.resolve("gpt2"), 1));
  }

  private ModelCatalog.Loan borrow(Checkpoint checkpoint, EngineOptions options) {
    return catalog.borrow(checkpoint, options, new ModelLimits(0, IDLE), false);
  }

  private LoadedModel load(Checkpoint checkpoint, EngineOptions options) {
    synchronized (loads) {
      loads.add(checkpoint.config().modelType());
    }
    if (refusals > 0) {
      refusals--;
      throw EngineException.of("no room", new IllegalStateException("out of memory"));
    }
    return Models.load(checkpoint, options);
  }

  @Test
  void borrowersShareAModel() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<ModelCatalog.Loan>> futures = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        futures.add(threads.submit(() -> borrow(bert, CPU)));
      }
      LoadedModel first = futures.get(0).get().model();
      int loaded = 0;
      for (Future<ModelCatalog.Loan> future : futures) {
        assertThat(future.get().model()).isSameAs(first);
        loaded += future.get().loaded() ? 1 : 0;
        future.get().close();
      }
      assertThat(loaded).isEqualTo(1);
      assertThat(loads).containsExactly("bert");
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void eachWayOfComputingHasItsOwn() {
    try (ModelCatalog.Loan full = borrow(bert, CPU);
        ModelCatalog.Loan half = borrow(bert, new EngineOptions("cpu", Precision.FLOAT16, 0))) {
      assertThat(half.model()).isNotSameAs(full.model());
    }
  }

  @Test
  void aModelStaysForAWhileAndThenGoes() {
    LoadedModel model;
    try (ModelCatalog.Loan loan = borrow(bert, CPU)) {
      model = loan.model();
    }
    now += IDLE.toNanos() - 1;
    try (ModelCatalog.Loan again = borrow(bert, CPU)) {
      assertThat(again.model()).isSameAs(model);
      assertThat(again.loaded()).isFalse();
    }
    now += IDLE.toNanos();
    borrow(gpt2, CPU).close();
    assertThat(catalog.size()).isEqualTo(1);
    borrow(bert, CPU).close();
    assertThat(loads).containsExactly("bert", "gpt2", "bert");
  }

  @Test
  void aBorrowedModelStaysHoweverLong() {
    ModelCatalog.Loan loan = borrow(bert, CPU);
    now += 100 * IDLE.toNanos();
    borrow(gpt2, CPU).close();
    assertThat(loan.model().tokenVectors(new int[] {1})).hasDimensions(1, 16);
    loan.close();
    loan.close();
    assertThat(catalog.size()).isEqualTo(2);
  }

  @Test
  void whereThereIsNoRoomTheModelThatIsIdleForLongestGoesFirst() {
    EngineOptions half = new EngineOptions("cpu", Precision.FLOAT16, 0);
    try (ModelCatalog.Loan used = borrow(bert, half)) {
      borrow(bert, CPU).close();
      now++;
      borrow(gpt2, CPU).close();
      now++;
      borrow(bert, CPU).close();
      refusals = 1;
      borrow(gpt2, half).close();
      assertThat(catalog.size()).isEqualTo(3);
      try (ModelCatalog.Loan kept = borrow(bert, CPU)) {
        assertThat(kept.loaded()).isFalse();
      }
      try (ModelCatalog.Loan again = borrow(gpt2, CPU)) {
        assertThat(again.loaded()).isTrue();
      }
      assertThat(used.model().tokenVectors(new int[] {1})).hasDimensions(1, 16);
    }
  }

  @Test
  void aBorrowedModelStaysAlsoWhereThereIsNoRoom() {
    try (ModelCatalog.Loan used = borrow(bert, CPU)) {
      refusals = 1;
      assertThatThrownBy(() -> borrow(gpt2, CPU)).isInstanceOf(EngineException.class);
      assertThat(used.model().tokenVectors(new int[] {1})).hasDimensions(1, 16);
      assertThat(catalog.size()).isEqualTo(1);
    }
  }

  @Test
  void withinALimitTheModelThatWasUsedLeastRecentlyGoes() throws Exception {
    long most =
        Math.max(Models.bytes(bert, Precision.FLOAT32), Models.bytes(gpt2, Precision.FLOAT32));
    ModelLimits one = new ModelLimits(most, IDLE);
    catalog.borrow(bert, CPU, one, false).close();
    catalog.borrow(gpt2, CPU, one, false).close();
    assertThat(catalog.size()).isEqualTo(1);
    assertThat(catalog.bytes()).isEqualTo(Models.bytes(gpt2, Precision.FLOAT32));
    ModelCatalog.Loan used = catalog.borrow(gpt2, CPU, one, false);
    assertThat(used.loaded()).isFalse();
    Thread waiting = new Thread(() -> catalog.borrow(bert, CPU, one, false).close());
    waiting.start();
    while (waiting.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    assertThat(loads).containsExactly("bert", "gpt2");
    used.close();
    waiting.join();
    assertThat(loads).containsExactly("bert", "gpt2", "bert");
    assertThat(catalog.size()).isEqualTo(1);
  }

  @Test
  void whoHoldsAModelDoesNotWaitForAnother() {
    long most =
        Math.max(Models.bytes(bert, Precision.FLOAT32), Models.bytes(gpt2, Precision.FLOAT32));
    ModelLimits one = new ModelLimits(most, IDLE);
    try (ModelCatalog.Loan first = catalog.borrow(bert, CPU, one, false);
        ModelCatalog.Loan second = catalog.borrow(gpt2, CPU, one, true)) {
      assertThat(second.model()).isNotSameAs(first.model());
    }
    ModelLimits few = new ModelLimits(1000, IDLE);
    assertThatThrownBy(
            () -> catalog.borrow(bert, new EngineOptions("cpu", Precision.FLOAT16, 0), few, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("engine.model_memory allows 0.00 GiB; raise it");
  }

  @Test
  void expiredModelsAreClosedWhenAsked() {
    borrow(bert, CPU).close();
    catalog.closeExpired();
    assertThat(catalog.size()).isEqualTo(1);
    now += IDLE.toNanos();
    catalog.closeExpired();
    assertThat(catalog.size()).isZero();
  }

  @Test
  void aFailureIsNotKept() {
    refusals = 1;
    assertThatThrownBy(() -> borrow(bert, CPU)).isInstanceOf(EngineException.class);
    assertThat(catalog.size()).isZero();
    borrow(bert, CPU).close();
    assertThat(loads).hasSize(2);
  }

  @Test
  void settingsBecomeOptionsOfATask() {
    EngineSettings auto = new EngineSettings(DeviceChoice.AUTO, PrecisionChoice.AUTO, 2);
    assertThat(auto.options(Optional.empty(), Precision.FLOAT32))
        .isEqualTo(new EngineOptions("cpu", Precision.FLOAT32, 2));
    assertThat(auto.options(Optional.of("3"), Precision.FLOAT16))
        .isEqualTo(new EngineOptions("cuda:3", Precision.FLOAT16, 2));
    EngineSettings cpu = new EngineSettings(DeviceChoice.CPU, PrecisionChoice.BFLOAT16, 0);
    assertThat(cpu.options(Optional.of("3"), Precision.BFLOAT16))
        .isEqualTo(new EngineOptions("cpu", Precision.BFLOAT16, 0));
    EngineSettings cuda = new EngineSettings(DeviceChoice.CUDA, PrecisionChoice.FLOAT32, 0);
    assertThat(cuda.options(Optional.empty(), Precision.FLOAT32))
        .isEqualTo(new EngineOptions("cuda:0", Precision.FLOAT32, 0));
  }
}
