package dev.plumbline.service;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.ResourceKind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link ResourceView} kept by one watch on the control cluster. */
final class InformedView<T> implements ResourceView<T>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(InformedView.class);

  private final ResourceKind kind;
  private final Shown<T> shown;

  /** Whether what is read first of a resource may depend on its status. */
  private final boolean readsStatus;

  private final List<Shown<?>> readings = new CopyOnWriteArrayList<>();
  private final SharedIndexInformer<GenericKubernetesResource> informer;
  private final Set<String> told = new HashSet<>();
  private final CompletableFuture<Void> synced = new CompletableFuture<>();
  private @Nullable Set<String> awaited;
  private volatile boolean closed;

  InformedView(KubernetesClient client, ResourceKind kind, Class<T> type) {
    this(client, kind, resource -> Json.mapper().treeToValue(resource, type), false);
  }

  InformedView(KubernetesClient client, ResourceKind kind, Shown.Reader<T> reader) {
    this(client, kind, reader, true);
  }

  private InformedView(
      KubernetesClient client, ResourceKind kind, Shown.Reader<T> reader, boolean readsStatus) {
    this.readsStatus = readsStatus;
    this.kind = kind;
    this.shown = new Shown<>(kind, reader);
    readings.add(shown);
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
    return shown.get(namespace, name);
  }

  @Override
  public Collection<T> all() {
    return shown.all();
  }

  @Override
  public void onChange(Consumer<Change<T>> listener) {
    shown.onChange(listener);
  }

  /** The same resources, read in another way: what is of no interest there is not known there. */
  <S> ResourceView<S> as(Shown.Reader<S> reader) {
    Shown<S> other = new Shown<>(kind, reader);
    readings.add(other);
    informer.getStore().list().forEach(resource -> other.put(key(resource), tree(resource)));
    return other;
  }

  /** The whole of a resource as it was last seen, if it is there. */
  Optional<JsonNode> whole(String namespace, String name) {
    return Optional.ofNullable(informer.getStore().getByKey(namespace + "/" + name))
        .map(InformedView::tree);
  }

  /** The key of the resource of that uid, be it readable or not; empty when there is none. */
  Optional<String> withUid(String uid) {
    return informer.getStore().list().stream()
        .filter(resource -> uid.equals(resource.getMetadata().getUid()))
        .map(InformedView::key)
        .findFirst();
  }

  @Override
  public void close() {
    closed = true;
    informer.stop();
  }

  private void put(GenericKubernetesResource resource) {
    JsonNode tree = tree(resource);
    readings.forEach(reading -> reading.put(key(resource), tree));
  }

  /** Of many changes each status that is written is one, and tells only who looks at statuses. */
  private void put(GenericKubernetesResource before, GenericKubernetesResource after) {
    if (readsStatus || !isSpecifiedAs(before.getMetadata(), after.getMetadata())) {
      put(after);
    } else if (readings.size() > 1) {
      JsonNode tree = tree(after);
      readings.stream()
          .filter(reading -> reading != shown)
          .forEach(reading -> reading.put(key(after), tree));
    }
  }

  /** A generation counts every change but those of metadata and of the status. */
  private static boolean isSpecifiedAs(ObjectMeta before, ObjectMeta after) {
    return after.getGeneration() != null
        && after.getGeneration().equals(before.getGeneration())
        && Objects.equals(after.getUid(), before.getUid())
        && Objects.equals(after.getLabels(), before.getLabels())
        && Objects.equals(after.getAnnotations(), before.getAnnotations())
        && Objects.equals(after.getFinalizers(), before.getFinalizers())
        && Objects.equals(after.getDeletionTimestamp(), before.getDeletionTimestamp());
  }

  private void remove(GenericKubernetesResource resource) {
    readings.forEach(reading -> reading.remove(key(resource)));
  }

  private static JsonNode tree(GenericKubernetesResource resource) {
    return Json.mapper().valueToTree(resource);
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
      put(before, after);
    }

    @Override
    public void onDelete(GenericKubernetesResource resource, boolean finalStateUnknown) {
      remove(resource);
      told(resource);
    }
  }
}
