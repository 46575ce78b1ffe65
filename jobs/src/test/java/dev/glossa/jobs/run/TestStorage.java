package dev.glossa.jobs.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both storages against a local disk; what HDFS adds is that its name node does it at once. */
class TestStorage {

  @TempDir Path folder;

  @Test
  void onALocalDisk() throws Exception {
    check(new LocalStorage());
  }

  @Test
  void throughHadoop() throws Exception {
    check(new HadoopStorage(path(""), new Configuration()));
  }

  private void check(Storage storage) throws Exception {
    assertThat(storage.createNew(path("lock"), "mine".getBytes(UTF_8))).isTrue();
    assertThat(storage.createNew(path("lock"), "yours".getBytes(UTF_8))).isFalse();
    assertThat(new String(storage.read(path("lock")), UTF_8)).isEqualTo("mine");
    storage.replace(path("lock"), "still mine".getBytes(UTF_8));
    assertThat(new String(storage.read(path("lock")), UTF_8)).isEqualTo("still mine");

    storage.makeFolder(path("from"));
    storage.createNew(path("from/a"), new byte[3]);
    storage.makeFolder(path("to"));
    storage.createNew(path("to/b"), new byte[1]);
    assertThat(storage.renameFolder(path("from"), path("to"))).isFalse();
    assertThat(Files.exists(folder.resolve("to/from"))).isFalse();
    assertThat(Files.exists(folder.resolve("from/a"))).isTrue();
    storage.delete(path("to"));
    storage.sync(path("from"));
    assertThat(storage.renameFolder(path("from"), path("to"))).isTrue();
    assertThat(storage.list(path("to")))
        .filteredOn(entry -> !entry.name().startsWith("."))
        .extracting(Storage.Entry::name, Storage.Entry::bytes)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("a", 3L));

    assertThat(storage.list(path("nowhere"))).isEmpty();
    assertThat(storage.exists(path("nowhere"))).isFalse();
    storage.delete(path("nowhere"));
  }

  private org.apache.hadoop.fs.Path path(String name) {
    return new org.apache.hadoop.fs.Path("file:" + folder.resolve(name));
  }
}
