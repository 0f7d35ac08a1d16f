package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Told what a watch sees. The calls of one watch come one after another, on changing threads; the
 * watch reads no further while a call runs, so a slow listener slows the server, not the memory.
 *
 * @param <T> what is kept of a listed object until the list is whole
 */
public interface WatchListener<T> {

  /**
   * What of a listed object is kept until the list is whole; told as its page comes, so that a
   * large collection is never in memory at once. A list that fails on the way begins anew.
   */
  T reduce(ObjectNode object);

  /**
   * The whole collection: after the first list, and after every later one. What is not in it any
   * more was deleted unseen.
   */
  void synced(List<T> objects);

  /**
   * The server's store is older than what it told before, as after a restore from a backup:
   * versions of then say nothing of what is there now. A whole collection follows.
   */
  default void rewound() {}

  /** An object was created or changed. */
  void changed(ObjectNode object);

  /** An object was deleted; this is its last state. */
  void deleted(ObjectNode object);

  /** The watch failed and will try again by itself; told at each failure. */
  void failing(ClusterException failure);

  /** The server took the watch: from here on it tells what changes. */
  default void opened() {}

  /** A connection is over, and another will go on where it ended. */
  default void restarting(Restart why) {}

  /** Why a connection is over. */
  enum Restart {
    /** The server ended it, or it lived as long as it may. */
    ENDED,
    /** It brought nothing for too long, not even a bookmark. */
    SILENT,
    /** The server does not know any more where to go on from: all is listed anew. */
    EXPIRED,
    /** It failed, or could not be made. */
    FAILED
  }
}
