package dev.plumbline.jsonnet.engine;

import scala.collection.mutable.HashMap;
import sjsonnet.Path;

/** A path in the repository, as the interpreter wants paths. */
record RepositoryPath(String path) implements Path {

  @Override
  public String relativeToString(Path other) {
    return path;
  }

  @Override
  public RepositoryPath parent() {
    int slash = path.lastIndexOf('/');
    return new RepositoryPath(slash < 0 ? "" : path.substring(0, slash));
  }

  @Override
  public int segmentCount() {
    return path.split("/", -1).length;
  }

  @Override
  public String last() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public RepositoryPath $div(String name) {
    return new RepositoryPath(path.isEmpty() ? name : path + "/" + name);
  }

  @Override
  public String renderOffsetStr(int offset, HashMap<Path, int[]> loaded) {
    return path + " offset " + offset;
  }
}
