package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLock {

  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path output;

  @Test
  void theSecondRunRefusesAndSaysWhoHoldsIt() throws Exception {
    try (Lock lock = Lock.acquire(folder(), LONG)) {
      assertThatThrownBy(() -> Lock.acquire(folder(), LONG))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("Cannot lock the output folder: file:" + output)
          .hasMessageContaining("process " + ProcessHandle.current().pid() + " on ")
          .hasMessageContaining("run " + lock.run())
          .hasMessageContaining("until its lock expires at 2");
      lock.check();
    }
    assertThat(output).isEmptyDirectory();
    Lock.acquire(folder(), LONG).close();
  }

  @Test
  void ofManyThatStartAtOnceOneRuns() throws Exception {
    int runs = 8;
    ExecutorService threads = Executors.newFixedThreadPool(runs);
    for (int round = 0; round < 30; round++) {
      boolean stale = round % 2 == 1;
      if (stale) {
        leave(owner("", 1, Instant.now().minusSeconds(1)), 7);
      }
      CyclicBarrier start = new CyclicBarrier(runs);
      Callable<Lock> contender =
          () -> {
            start.await();
            return Lock.acquire(folder(), LONG);
          };
      List<Future<Lock>> results = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        results.add(threads.submit(contender));
      }
      List<Lock> winners = new ArrayList<>();
      for (Future<Lock> result : results) {
        try {
          winners.add(result.get());
        } catch (ExecutionException refused) {
          assertThat(refused.getCause()).isInstanceOf(RunException.class);
        }
      }
      assertThat(winners).as("round %d", round).hasSize(1);
      winners.get(0).check();
      winners.get(0).close();
      assertThat(output).isEmptyDirectory();
    }
    threads.shutdown();
  }

  @Test
  void aLockThatExpiredIsTakenOver() throws Exception {
    leave(owner("", 1, Instant.now().plusSeconds(60)), 3);
    assertThatThrownBy(() -> Lock.acquire(folder(), LONG)).hasMessageContaining("elsewhere");
    leave(owner("", 1, Instant.now().minusSeconds(1)), 3);
    try (Lock lock = Lock.acquire(folder(), LONG)) {
      lock.check();
      assertThat(output.toFile().list()).containsExactly("_lock.4");
    }
  }

  @Test
  void theLockOfAProcessThatDiedHereIsTakenOverAtOnce() throws Exception {
    Process sleeper = new ProcessBuilder("sleep", "60").start();
    Owner here = Owner.here(Instant.now(), Instant.now().plus(LONG));
    long started = sleeper.info().startInstant().orElseThrow().toEpochMilli();
    Owner owner =
        new Owner("r", "h", here.system(), sleeper.pid(), started, here.started(), here.until());
    leave(owner, 1);
    assertThatThrownBy(() -> Lock.acquire(folder(), LONG))
        .hasMessageContaining("process " + sleeper.pid());
    sleeper.destroyForcibly().waitFor();
    Lock.acquire(folder(), LONG).close();
  }

  @Test
  void aLockIsRenewedWhileItIsHeld() throws Exception {
    // Renewed every five seconds: only a machine that stands still for longer than 25 fails this.
    Duration term = Duration.ofSeconds(30);
    try (Lock lock = Lock.acquire(folder(), term)) {
      Instant acquired = Lock.holder(folder()).orElseThrow().until();
      Instant until = acquired;
      while (until.equals(acquired)) {
        Thread.sleep(100);
        until = Lock.holder(folder()).orElseThrow().until();
      }
      assertThat(until).isBetween(acquired, Instant.now().plus(term));
      lock.check();
      assertThatThrownBy(() -> Lock.acquire(folder(), LONG)).isInstanceOf(RunException.class);
    }
    assertThat(output).isEmptyDirectory();
  }

  @Test
  void aRunWhoseLockWasTakenStops() throws Exception {
    try (Lock slept = Lock.acquire(folder(), LONG)) {
      leave(owner("", 1, Instant.now().plusSeconds(60)), 2);
      assertThatThrownBy(slept::check)
          .isInstanceOf(RunException.class)
          .hasMessageContaining("run other on elsewhere has taken the lock");
    }
    assertThat(output.toFile().list()).containsExactly("_lock.2");
  }

  @Test
  void aLockFileThatIsBeingWrittenHolds() throws Exception {
    Files.createDirectories(output);
    Files.createFile(output.resolve("_lock.1"));
    assertThatThrownBy(() -> Lock.acquire(folder(), LONG)).hasMessageContaining("unknown");
  }

  private OutputFolder folder() throws IOException {
    return OutputFolder.forWriting(output.toString(), new Configuration());
  }

  private static Owner owner(String system, long process, Instant until) {
    return new Owner("other", "elsewhere", system, process, 0, Instant.now(), until);
  }

  private void leave(Owner owner, int number) throws IOException {
    Files.createDirectories(output);
    Files.write(output.resolve("_lock." + number), owner.toJson());
  }
}
