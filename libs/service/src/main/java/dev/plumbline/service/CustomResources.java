package dev.plumbline.service;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.NotificationProvider;
import dev.plumbline.contracts.resources.NotificationRoute;
import dev.plumbline.contracts.resources.Project;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.contracts.resources.WebhookSource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * The custom resources on the control cluster: one watch a kind in a process, shared by all
 * services that run in it.
 */
@ApplicationScoped
public class CustomResources {

  private static final int BEFORE_SERVICES = 100;

  private final InformedView<Application> applications;
  private final InformedView<Project> projects;
  private final InformedView<WebhookSource> webhookSources;
  private final InformedView<NotificationProvider> notificationProviders;
  private final InformedView<NotificationRoute> notificationRoutes;
  private final CompletableFuture<Void> synced = new CompletableFuture<>();

  public CustomResources(KubernetesClient client) {
    applications = new InformedView<>(client, ResourceKind.APPLICATION, Application.class);
    projects = new InformedView<>(client, ResourceKind.PROJECT, Project.class);
    webhookSources = new InformedView<>(client, ResourceKind.WEBHOOK_SOURCE, WebhookSource.class);
    notificationProviders =
        new InformedView<>(client, ResourceKind.NOTIFICATION_PROVIDER, NotificationProvider.class);
    notificationRoutes =
        new InformedView<>(client, ResourceKind.NOTIFICATION_ROUTE, NotificationRoute.class);
  }

  void start(@Observes @Priority(BEFORE_SERVICES) StartupEvent event) {
    var unused =
        CompletableFuture.allOf(
                views()
                    .map(view -> view.start().toCompletableFuture())
                    .toArray(CompletableFuture<?>[]::new))
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    synced.complete(null);
                  } else {
                    synced.completeExceptionally(failure);
                  }
                });
  }

  @PreDestroy
  void stop() {
    views().forEach(InformedView::close);
  }

  /** The {@code Application}s. */
  public ResourceView<Application> applications() {
    return applications;
  }

  /** The {@code Project}s. */
  public ResourceView<Project> projects() {
    return projects;
  }

  /** The {@code WebhookSource}s. */
  public ResourceView<WebhookSource> webhookSources() {
    return webhookSources;
  }

  /** The {@code NotificationProvider}s. */
  public ResourceView<NotificationProvider> notificationProviders() {
    return notificationProviders;
  }

  /** The {@code NotificationRoute}s. */
  public ResourceView<NotificationRoute> notificationRoutes() {
    return notificationRoutes;
  }

  /** Done when every kind was listed once: before that, absence means nothing. */
  public CompletionStage<Void> synced() {
    return synced.minimalCompletionStage();
  }

  /** Whether {@link #synced()} is done. */
  public boolean isSynced() {
    return synced.isDone() && !synced.isCompletedExceptionally();
  }

  private Stream<InformedView<?>> views() {
    return List.<InformedView<?>>of(
        applications, projects, webhookSources, notificationProviders, notificationRoutes)
        .stream();
  }
}
