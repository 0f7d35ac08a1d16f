package dev.plumbline.notifier;

import dev.plumbline.contracts.resources.ResourceMeta;
import dev.plumbline.service.ResourceView;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** Resources that a test puts and removes. */
final class FakeView<T> implements ResourceView<T> {
  private final Map<String, T> known = new ConcurrentHashMap<>();
  private final List<Consumer<Change<T>>> listeners = new CopyOnWriteArrayList<>();
  private final Function<T, ResourceMeta> meta;

  FakeView(Function<T, ResourceMeta> meta) {
    this.meta = meta;
  }

  void put(T resource) {
    T before = known.put(key(resource), resource);
    listeners.forEach(each -> each.accept(new Change<>(before, resource)));
  }

  void remove(T resource) {
    T before = known.remove(key(resource));
    listeners.forEach(each -> each.accept(new Change<>(before, null)));
  }

  private String key(T resource) {
    return meta.apply(resource).namespace() + "/" + meta.apply(resource).name();
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
  public void onChange(Consumer<Change<T>> listener) {
    known.values().forEach(resource -> listener.accept(new Change<>(null, resource)));
    listeners.add(listener);
  }
}
