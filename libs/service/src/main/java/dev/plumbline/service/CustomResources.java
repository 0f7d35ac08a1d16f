package dev.plumbline.service;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.FollowedResources;
import dev.plumbline.contracts.resources.HealthRule;
import dev.plumbline.contracts.resources.NotificationProvider;
import dev.plumbline.contracts.resources.NotificationRoute;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.contracts.resources.WebhookSource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The custom resources on the control cluster that services of this process {@linkplain
 * FollowedResources follow}: one watch a kind, shared by all of them. To ask for a kind that none
 * follows is an {@link IllegalStateException}.
 */
@ApplicationScoped
public class CustomResources {

  private static final int BEFORE_SERVICES = 100;

  private final InformedView<Application> applications;
  private final InformedView<ProjectReading> projects;
  private final InformedView<WebhookSource> webhookSources;
  private final InformedView<NotificationProvider> notificationProviders;
  private final InformedView<NotificationRoute> notificationRoutes;
  private final InformedView<HealthRule> healthRules;
  private final Set<ResourceKind> followed;
  private final CompletableFuture<Void> synced = new CompletableFuture<>();

  public CustomResources(KubernetesClient client, Roles roles) {
    followed =
        Roles.ALL.stream()
            .filter(roles::has)
            .flatMap(role -> FollowedResources.of(role).stream())
            .collect(Collectors.toUnmodifiableSet());
    applications = new InformedView<>(client, ResourceKind.APPLICATION, Application.class);
    projects = new InformedView<>(client, ResourceKind.PROJECT, ProjectReading::of);
    webhookSources = new InformedView<>(client, ResourceKind.WEBHOOK_SOURCE, WebhookSource.class);
    notificationProviders =
        new InformedView<>(client, ResourceKind.NOTIFICATION_PROVIDER, NotificationProvider.class);
    notificationRoutes =
        new InformedView<>(client, ResourceKind.NOTIFICATION_ROUTE, NotificationRoute.class);
    healthRules = new InformedView<>(client, ResourceKind.HEALTH_RULE, HealthRule.class);
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
    return following(applications);
  }

  /** The {@code Application}s, read in another way: what of them that does not tell is no news. */
  public <T> ResourceView<T> applicationsAs(Function<JsonNode, T> reading) {
    following(applications);
    return applications.as(reading::apply);
  }

  /**
   * The {@code Application} of that uid, if it is there and cannot be read, and was not before: it
   * is not gone, but what it wants is not known.
   */
  public Optional<ApplicationKey> unreadApplication(String uid) {
    following(applications);
    return applications
        .withUid(uid)
        .map(ApplicationKey::parse)
        .filter(
            key ->
                applications
                    .get(key.namespace(), key.name())
                    .filter(application -> application.uid().equals(uid))
                    .isEmpty());
  }

  /** The whole of an {@code Application}, status and all, as it was last seen. */
  public Optional<JsonNode> application(String namespace, String name) {
    return applications.whole(namespace, name);
  }

  /** The {@code Project}s, with those that cannot be read. */
  public ResourceView<ProjectReading> projects() {
    return following(projects);
  }

  /** The {@code WebhookSource}s. */
  public ResourceView<WebhookSource> webhookSources() {
    return following(webhookSources);
  }

  /** The {@code NotificationProvider}s. */
  public ResourceView<NotificationProvider> notificationProviders() {
    return following(notificationProviders);
  }

  /** The {@code NotificationRoute}s. */
  public ResourceView<NotificationRoute> notificationRoutes() {
    return following(notificationRoutes);
  }

  /** The {@code HealthRule}s. */
  public ResourceView<HealthRule> healthRules() {
    return following(healthRules);
  }

  /** Done when every kind that is followed was listed once: before that, absence means nothing. */
  public CompletionStage<Void> synced() {
    return synced.minimalCompletionStage();
  }

  /** Whether {@link #synced()} is done. */
  public boolean isSynced() {
    return synced.isDone() && !synced.isCompletedExceptionally();
  }

  private Stream<InformedView<?>> views() {
    return List.<InformedView<?>>of(
            applications,
            projects,
            webhookSources,
            notificationProviders,
            notificationRoutes,
            healthRules)
        .stream()
        .filter(view -> followed.contains(view.kind()));
  }

  private <T> ResourceView<T> following(InformedView<T> view) {
    if (!followed.contains(view.kind())) {
      throw new IllegalStateException("no service here follows " + view.kind().kind());
    }
    return view;
  }
}
