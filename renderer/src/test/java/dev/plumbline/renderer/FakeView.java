package dev.plumbline.renderer;

import dev.plumbline.service.ResourceView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Resources that a test puts and removes, as an informer would. */
final class FakeView<T> implements ResourceView<T> {

  private final Function<T, String> key;
  private final Map<String, T> known = new ConcurrentHashMap<>();
  private final List<Consumer<Change<T>>> listeners = new ArrayList<>();

  FakeView(Function<T, String> key) {
    this.key = key;
  }

  synchronized void put(T resource) {
    T before = known.put(key.apply(resource), resource);
    listeners.forEach(listener -> listener.accept(new Change<>(before, resource)));
  }

  synchronized void remove(String namespace, String name) {
    T before = known.remove(namespace + "/" + name);
    listeners.forEach(listener -> listener.accept(new Change<>(before, null)));
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
}
