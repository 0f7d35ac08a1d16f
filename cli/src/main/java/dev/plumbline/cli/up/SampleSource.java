package dev.plumbline.cli.up;

import dev.plumbline.cli.UserError;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.embedded.GitHttpServer;
import dev.plumbline.embedded.Push;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The sample repository, served over HTTP, whose pushes are told to the webhook. */
final class SampleSource implements Source {

  private static final String USER = "plumbline";
  private static final long ROUTE_SECONDS = 30;

  private final GitHttpServer server;
  private final String secret;
  private volatile @Nullable WebhookSender sender;

  private SampleSource(DataDirectory data, int port) throws IOException {
    secret = PrivateFiles.token(data.webhookSecret());
    server =
        GitHttpServer.builder()
            .root(data.git())
            .port(port)
            .pushCredentials(USER, PrivateFiles.token(data.gitToken()))
            .onPush(this::pushed)
            .start();
  }

  /** Makes the repository if need be, serves it, and makes its applications and its webhook. */
  static SampleSource start(
      DataDirectory data, Ports ports, @Nullable Integer port, Bootstrap bootstrap)
      throws IOException {
    Files.createDirectories(data.git());
    SampleRepository.create(data.git());
    SampleSource source = new SampleSource(data, ports.choose("git", port));
    bootstrap.applyWebhookSource(source.secret);
    String url = source.server.url(SampleRepository.NAME).toString();
    for (String name : SampleRepository.APPLICATIONS) {
      bootstrap.applyApplication(name, url, "main", "apps/" + name, name, null, true);
    }
    return source;
  }

  @Override
  public String cloneUrl() {
    return server.pushUrl(SampleRepository.NAME).toString();
  }

  /** Waits for the route that the services give the sample's webhook, and tells it of pushes. */
  @Override
  public URI webhook(URI http, KubernetesClient client) {
    URI webhook = http.resolve(route(client));
    sender = new WebhookSender(webhook, secret);
    return webhook;
  }

  @Override
  public void close() {
    server.close();
  }

  private void pushed(Push push) {
    WebhookSender known = sender;
    if (known != null) {
      known.send(push);
    }
  }

  private static String route(KubernetesClient client) {
    try {
      GenericKubernetesResource source =
          client
              .genericKubernetesResources(
                  new ResourceDefinitionContext.Builder()
                      .withGroup(ResourceKind.GROUP)
                      .withVersion(ResourceKind.VERSION)
                      .withKind(ResourceKind.WEBHOOK_SOURCE.kind())
                      .withPlural(ResourceKind.WEBHOOK_SOURCE.plural())
                      .withNamespaced(true)
                      .build())
              .inNamespace(Bootstrap.NAMESPACE)
              .withName(Bootstrap.WEBHOOK)
              .waitUntilCondition(
                  it -> it != null && path(it) != null, ROUTE_SECONDS, TimeUnit.SECONDS);
      return Objects.requireNonNull(path(source));
    } catch (KubernetesClientException e) {
      throw new UserError("the sample's webhook was given no route: " + e.getMessage(), e);
    }
  }

  private static @Nullable String path(GenericKubernetesResource source) {
    return source.get("status", "webhookPath");
  }
}
