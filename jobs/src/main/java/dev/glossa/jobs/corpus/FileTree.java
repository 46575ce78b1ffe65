package dev.glossa.jobs.corpus;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A file system as far as a listing walks through it. */
sealed interface FileTree permits LocalTree, HadoopTree {

  /** What lies at the given path, taken as it stands; nothing where there is none. */
  Optional<Node> literal() throws IOException;

  /** The folder at which a given path starts: the root or the working directory. */
  Node start() throws IOException;

  /** The path below {@link #start}, as it was given. */
  String below();

  /** What a folder has under a name; nothing where it has none. */
  Optional<Node> child(Node folder, String name) throws IOException;

  /** What a folder holds, in the order of names. */
  List<Node> children(Node folder) throws IOException;
}
