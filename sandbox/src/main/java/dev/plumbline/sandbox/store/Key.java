package dev.plumbline.sandbox.store;

import java.util.Comparator;

/**
 * The identity of an object: {@code deployments.apps}, its namespace (empty when it has none) and
 * its name.
 */
public record Key(String groupResource, String namespace, String name) implements Comparable<Key> {

  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::groupResource)
          .thenComparing(Key::namespace)
          .thenComparing(Key::name);

  @Override
  public int compareTo(Key other) {
    return ORDER.compare(this, other);
  }

  /** {@code resource/namespace/name}. */
  public String text() {
    return groupResource + "/" + namespace + "/" + name;
  }
}
