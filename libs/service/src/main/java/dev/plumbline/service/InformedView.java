package dev.plumbline.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.ResourceKind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link ResourceView} kept by one watch on the control cluster. */
final class InformedView<T> implements ResourceView<T>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(InformedView.class);

  private final ResourceKind kind;
  private final Class<T> type;
  private final Map<String, T> known = new ConcurrentHashMap<>();
  private final List<Consumer<Change<T>>> listeners = new ArrayList<>();
  private final SharedIndexInformer<GenericKubernetesResource> informer;
  private final Set<String> told = new HashSet<>();
  private final CompletableFuture<Void> synced = new CompletableFuture<>();
  private @Nullable Set<String> awaited;
  private volatile boolean closed;

  InformedView(KubernetesClient client, ResourceKind kind, Class<T> type) {
    this.kind = kind;
    this.type = type;
    ResourceDefinitionContext context =
        new ResourceDefinitionContext.Builder()
            .withGroup(ResourceKind.GROUP)
            .withVersion(ResourceKind.VERSION)
            .withKind(kind.kind())
            .withPlural(kind.plural())
            .withNamespaced(true)
            .build();
    this.informer =
        client
            .genericKubernetesResources(context)
            .inAnyNamespace()
            .runnableInformer(0)
            .exceptionHandler((started, failure) -> retry(failure))
            .addEventHandler(new Handler());
  }

  /** What it shows. */
  ResourceKind kind() {
    return kind;
  }

  private boolean retry(Throwable failure) {
    LOG.warn(
        "Custom resources cannot be watched, trying again kind={} cause=\"{}\"",
        kind.kind(),
        cause(failure));
    return true;
  }

  private static String cause(Throwable failure) {
    if (failure instanceof CompletionException && failure.getCause() != null) {
      return cause(failure.getCause());
    }
    if (!(failure instanceof KubernetesClientException refused)) {
      return failure.toString();
    }
    return switch (refused.getCode()) {
      case 404 -> "the cluster has no custom resource definition of it";
      case 401 -> "the credentials are not accepted";
      case 403 -> "there is no permission to list and watch it";
      default -> String.valueOf(refused.getMessage());
    };
  }

  /**
   * Starts the watch.
   *
   * @return done when the first list was taken and listeners were told of all of it; the informer
   *     itself says so earlier, when its events are still on their way to us; never, when closed
   *     before
   */
  CompletionStage<Void> start() {
    var unused =
        informer
            .start()
            .whenComplete(
                (listed, failure) -> {
                  if (failure == null) {
                    await(informer.getStore().list());
                  } else if (!closed) {
                    synced.completeExceptionally(failure);
                  }
                });
    return synced;
  }

  private void await(List<GenericKubernetesResource> listed) {
    boolean all;
    synchronized (this) {
      Set<String> left = listed.stream().map(InformedView::key).collect(Collectors.toSet());
      left.removeAll(told);
      told.clear();
      awaited = left;
      all = left.isEmpty();
    }
    if (all) {
      synced.complete(null);
    }
  }

  private void told(GenericKubernetesResource resource) {
    boolean all;
    synchronized (this) {
      if (awaited == null) {
        told.add(key(resource));
        return;
      }
      all = awaited.remove(key(resource)) && awaited.isEmpty();
    }
    if (all) {
      synced.complete(null);
    }
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

  @Override
  public void close() {
    closed = true;
    informer.stop();
  }

  /** One that cannot be read leaves what was last read: to take it for gone would be worse. */
  private synchronized void put(GenericKubernetesResource resource) {
    T after = read(resource);
    if (after == null) {
      return;
    }
    T before = known.put(key(resource), after);
    if (!after.equals(before)) {
      tell(new Change<>(before, after));
    }
  }

  private synchronized void remove(GenericKubernetesResource resource) {
    T before = known.remove(key(resource));
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

  private @Nullable T read(GenericKubernetesResource resource) {
    try {
      return Json.mapper().treeToValue(Json.mapper().valueToTree(resource), type);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      LOG.warn(
          "A custom resource cannot be read kind={} name={} cause={}",
          kind.kind(),
          key(resource),
          e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage());
      return null;
    }
  }

  private static String key(GenericKubernetesResource resource) {
    return resource.getMetadata().getNamespace() + "/" + resource.getMetadata().getName();
  }

  private final class Handler implements ResourceEventHandler<GenericKubernetesResource> {
    @Override
    public void onAdd(GenericKubernetesResource resource) {
      put(resource);
      told(resource);
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
      put(after);
    }

    @Override
    public void onDelete(GenericKubernetesResource resource, boolean finalStateUnknown) {
      remove(resource);
      told(resource);
    }
  }
}
