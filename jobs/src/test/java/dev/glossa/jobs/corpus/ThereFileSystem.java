package dev.glossa.jobs.corpus;

import java.net.URI;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The local disk under another scheme, which makes it one of Hadoop's file systems to us. */
public final class ThereFileSystem extends RawLocalFileSystem {
  @Override
  public URI getUri() {
    return URI.create("there:///");
  }

  @Override
  public String getScheme() {
    return "there";
  }
}
