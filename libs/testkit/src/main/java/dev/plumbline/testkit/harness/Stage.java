package dev.plumbline.testkit.harness;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.testkit.TopicLog;
import dev.plumbline.testkit.Waiting;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What one test class has to itself on an installation: a namespace and a Git host whose pushes are
 * told by webhook. Names are new in each run, so that a real cluster may be used again and again.
 */
public final class Stage implements AutoCloseable {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Premises premises;
  private final String namespace;
  private final GitHost git;
  private final WebhookCaller webhook;

  /** A stage on an installation, named for a test class. */
  public Stage(Premises premises, String testClass) {
    this.premises = premises;
    this.namespace =
        "e2e-" + testClass.replaceAll("(IT|Test)$", "").toLowerCase(Locale.ROOT) + "-" + random(3);
    createNamespace(namespace);
    this.webhook = webhook("all", WebhookCaller.Provider.GENERIC);
    this.git = GitHost.open().tells(webhook);
  }

  /** The installation, where it is one of {@code up}. */
  public Installation installation() {
    return (Installation) premises;
  }

  /** Every event of the installation. */
  public TopicLog events() {
    return premises.events();
  }

  /** The cluster. */
  public Cluster cluster() {
    return premises.cluster();
  }

  /** The namespace of its applications and, unless they say otherwise, of their objects. */
  public String namespace() {
    return namespace;
  }

  /** Its Git host, whose every push is told by webhook. */
  public GitHost git() {
    return git;
  }

  /** The webhook that its Git host tells. */
  public WebhookCaller webhook() {
    return webhook;
  }

  /** An application of a folder of a repository; the root if the folder is empty. */
  public ApplicationDraft application(String name, HostedRepository repository, String path) {
    return new ApplicationDraft(this, name, repository.url(), path);
  }

  /** An application of any URL. */
  public ApplicationDraft applicationOf(String name, String repositoryUrl, String path) {
    return new ApplicationDraft(this, name, repositoryUrl, path);
  }

  /** Opens a route for webhooks and waits until it has its path. */
  public WebhookCaller webhook(String name, WebhookCaller.Provider provider) {
    String secret = random(16);
    createSecret(name + "-webhook", "token", secret);
    ObjectNode created =
        cluster()
            .create(
                Cluster.parse(
                    """
                    apiVersion: plumbline.dev/v1alpha1
                    kind: WebhookSource
                    metadata: {name: %s, namespace: %s}
                    spec:
                      provider: %s
                      secretRef: {name: %s-webhook}
                    """
                        .formatted(name, namespace, provider.type(), name)))
            .object();
    ObjectRef source = Cluster.ref(created);
    Waiting.until(
        Duration.ofSeconds(60),
        () -> "the webhook source has no path: " + cluster().get(source),
        () -> cluster().get(source).at("/status/webhookPath").isTextual());
    String path = cluster().get(source).at("/status/webhookPath").asText();
    URI url = premises.webhooks().resolve(path);
    return new WebhookCaller(url, provider, secret);
  }

  /** Creates a Secret of one value in its namespace. */
  public void createSecret(String name, String key, String value) {
    ObjectNode secret =
        Cluster.parse(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: %s, namespace: %s}
            """
                .formatted(name, namespace));
    secret.putObject("stringData").put(key, value);
    cluster().create(secret).object();
  }

  /** Creates a namespace. */
  public void createNamespace(String name) {
    cluster()
        .create(
            Cluster.parse(
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: %s}
                """
                    .formatted(name)))
        .object();
  }

  /** Names an object in its namespace. */
  public ObjectRef object(String apiVersion, String kind, String name) {
    return ObjectRef.of(apiVersion, kind, namespace, name);
  }

  /** Names a Deployment in its namespace. */
  public ObjectRef deployment(String name) {
    return object("apps/v1", "Deployment", name);
  }

  /** Names a ConfigMap in its namespace. */
  public ObjectRef configMap(String name) {
    return object("v1", "ConfigMap", name);
  }

  /** Waits until an object is gone. */
  public void awaitGone(ObjectRef ref) {
    Waiting.until(
        RunningApplication.PATIENCE,
        () -> "still there: " + cluster().find(ref),
        () -> cluster().find(ref).isEmpty());
  }

  /** Random hex digits. */
  public static String random(int bytes) {
    byte[] value = new byte[bytes];
    RANDOM.nextBytes(value);
    return HexFormat.of().formatHex(value);
  }

  @Override
  public void close() {
    git.close();
    if (!Installation.onSandbox()) {
      cluster()
          .list(object("plumbline.dev/v1alpha1", "Application", "any"))
          .forEach(
              item ->
                  cluster()
                      .delete(
                          object(
                              "plumbline.dev/v1alpha1",
                              "Application",
                              item.at("/metadata/name").asText())));
      cluster().delete(ObjectRef.of("v1", "Namespace", "", namespace));
    }
  }
}
