package dev.plumbline.renderer;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.CommitTree;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.rendering.RemoteAnswer;
import dev.plumbline.rendering.RemoteName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** What one look at an application got from outside of its sources. */
final class RemoteLook implements AutoCloseable {

  private static final int MOST = 100;

  private final GitSources sources;
  private final ClusterLook clusters;
  private final ChartLook charts;
  private final Application application;
  private final Instant since;
  private final Map<RemoteName, RemoteAnswer> known = new ConcurrentHashMap<>();
  private final List<CommitTree> open = new ArrayList<>();

  /**
   * Nothing got yet.
   *
   * @param since how new it must be
   */
  RemoteLook(
      GitSources sources,
      ClusterLook clusters,
      ChartLook charts,
      Application application,
      Instant since) {
    this.sources = sources;
    this.clusters = clusters;
    this.charts = charts;
    this.application = application;
    this.since = since;
  }

  Map<RemoteName, RemoteAnswer> known() {
    return Map.copyOf(known);
  }

  /** Gets them; whatever goes wrong is an answer too. */
  CompletionStage<Void> fetch(List<RemoteName> names) {
    return CompletableFuture.allOf(
        names.stream()
            .map(name -> fetch(name).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }

  private CompletionStage<Void> fetch(RemoteName name) {
    if (known.size() >= MOST) {
      known.put(
          name,
          new RemoteAnswer.Failed(
              RenderFailure.lasting(
                  FailureReason.TooLarge,
                  "the application reads more than " + MOST + " things outside of its sources")));
      return CompletableFuture.completedFuture(null);
    }
    return ask(name)
        .exceptionally(thrown -> new RemoteAnswer.Failed(GitSources.failureOf(thrown)))
        .thenAccept(answer -> known.put(name, answer));
  }

  private CompletionStage<RemoteAnswer> ask(RemoteName name) {
    String namespace = application.metadata().namespace();
    return switch (name.kind()) {
      case REPOSITORY -> sources.remote(application, name, since).thenApply(this::tree);
      case FILE -> sources.remoteFile(name, since).thenApply(RemoteLook::file);
      case CHART -> charts.fetch(application, name, since);
      case SECRET -> clusters.secret(namespace, name.url());
      case CONFIG_MAP -> clusters.configMap(namespace, name.url());
      case CLUSTER -> clusters.facts(name.url());
      case SCOPE -> clusters.scope(name);
    };
  }

  private static RemoteAnswer file(byte[] bytes) {
    MemoryTree tree = new MemoryTree(Map.of(RemoteAnswer.Found.FILE, bytes));
    String digest = tree.lookup(RemoteAnswer.Found.FILE).orElseThrow().objectId();
    return new RemoteAnswer.Found(tree, digest);
  }

  private synchronized RemoteAnswer tree(CommitTree tree) {
    open.add(tree);
    return new RemoteAnswer.Found(tree, tree.commit().hex());
  }

  @Override
  public synchronized void close() {
    open.forEach(CommitTree::close);
  }
}
