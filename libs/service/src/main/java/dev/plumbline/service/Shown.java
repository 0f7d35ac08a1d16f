package dev.plumbline.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.resources.ResourceKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one watch shows, read in one way. Safe for use by several threads. */
final class Shown<T> implements ResourceView<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Shown.class);

  private final ResourceKind kind;
  private final Reader<T> reader;
  private final Map<String, T> known = new ConcurrentHashMap<>();
  private final List<Consumer<Change<T>>> listeners = new ArrayList<>();

  /** Makes of a resource what is to be known of it. */
  interface Reader<T> {
    T read(JsonNode resource) throws JsonProcessingException;
  }

  Shown(ResourceKind kind, Reader<T> reader) {
    this.kind = kind;
    this.reader = reader;
  }

  @Override
  public Optional<T> get(String namespace, String name) {
    return Optional.ofNullable(known.get(namespace + "/" + name));
  }

  @Override
  public Collection<T> all() {
    return List.copyOf(known.values());
  }

  @Override
  public synchronized void onChange(Consumer<Change<T>> listener) {
    known.values().forEach(resource -> listener.accept(new Change<>(null, resource)));
    listeners.add(listener);
  }

  /** One that cannot be read leaves what was last read: to take it for gone would be worse. */
  synchronized void put(String key, JsonNode resource) {
    T after = read(key, resource);
    if (after == null) {
      return;
    }
    T before = known.put(key, after);
    if (!after.equals(before)) {
      tell(new Change<>(before, after));
    }
  }

  synchronized void remove(String key) {
    T before = known.remove(key);
    if (before != null) {
      tell(new Change<>(before, null));
    }
  }

  private void tell(Change<T> change) {
    for (Consumer<Change<T>> listener : listeners) {
      try {
        listener.accept(change);
      } catch (RuntimeException e) {
        LOG.error("A listener to custom resources failed kind={}", kind.kind(), e);
      }
    }
  }

  private @Nullable T read(String key, JsonNode resource) {
    try {
      return reader.read(resource);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      LOG.warn(
          "A custom resource cannot be read kind={} name={} cause={}",
          kind.kind(),
          key,
          e instanceof JsonProcessingException json
              ? ReadFault.of(resource, json)
              : e.getMessage());
      return null;
    }
  }
}
