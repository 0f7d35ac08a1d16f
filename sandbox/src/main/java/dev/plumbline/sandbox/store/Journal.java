package dev.plumbline.sandbox.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/** Where writes go so that they survive a restart. Called under the store's lock. */
public interface Journal {

  /** Receives what was kept. */
  @FunctionalInterface
  interface Loader {
    void load(Key key, ObjectNode object, long version);
  }

  /** Reads everything kept and returns the last version. */
  long load(Loader loader);

  void put(Stored stored);

  void delete(Key key, long version);

  /** Rewrites the files when they hold much more history than state. */
  void compactWhenLarge(long version, Collection<Stored> objects);

  void close(long version, Collection<Stored> objects);

  /** Keeps nothing. */
  static Journal none() {
    return new Journal() {
      @Override
      public long load(Loader loader) {
        return 0;
      }

      @Override
      public void put(Stored stored) {}

      @Override
      public void delete(Key key, long version) {}

      @Override
      public void compactWhenLarge(long version, Collection<Stored> objects) {}

      @Override
      public void close(long version, Collection<Stored> objects) {}
    };
  }
}
