package dev.glossa.jobs.run;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * How a wave becomes visible and how it is taken out of sight: each at once, for every reader.
 *
 * <p>All that readers and writers know of the waves of a folder they know through this. One
 * implementation renames folders; a store without such a rename would need another.
 */
public interface Publication {

  /** Ids of the waves that readers can see, replaced ones among them, in their order. */
  List<String> visible() throws IOException;

  /** The folder of a visible wave, which holds a folder for each of its tables. */
  Path folder(String id);

  /**
   * A visible wave's manifest.
   *
   * @throws java.io.FileNotFoundException when the wave is not visible, or no longer
   * @throws IOException when the manifest is damaged; the message says how
   */
  Manifest manifest(String id) throws IOException;

  /**
   * Makes a wave visible, all of it at once. Its files have been handed to the disk before.
   *
   * @param staged the folder in which it was made
   * @return false when a wave of that id is visible already; it is left as it is
   */
  boolean publish(Path staged, String id) throws IOException;

  /** Takes waves out of sight, one after the other, and deletes them. */
  void withdraw(List<String> ids) throws IOException;

  /** Finishes what a {@link #withdraw} that broke off has left to delete. */
  void sweep() throws IOException;
}
