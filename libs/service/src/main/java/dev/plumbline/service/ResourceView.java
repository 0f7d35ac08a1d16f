package dev.plumbline.service;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The custom resources of one kind as this process last saw them. */
public interface ResourceView<T> {

  /** The resource of that name, if it is there and could be read. */
  Optional<T> get(String namespace, String name);

  /** All of them, in no order. */
  Collection<T> all();

  /**
   * Calls the listener for what is there already, as additions, and from then on for each change of
   * what is read of a resource: a status that is written is none. Calls come one at a time; a
   * listener must not block.
   */
  void onChange(Consumer<Change<T>> listener);

  /**
   * A change of one resource.
   *
   * @param before null when it is new
   * @param after null when it is gone
   */
  record Change<T>(@Nullable T before, @Nullable T after) {}
}
