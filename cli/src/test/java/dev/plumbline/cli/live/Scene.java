package dev.plumbline.cli.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cli.PlumblineCommandLine;
import dev.plumbline.cluster.Definitions;
import dev.plumbline.cluster.Marks;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.testkit.TestCluster;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.FaultyApi;
import dev.plumbline.testkit.harness.GitHost;
import dev.plumbline.testkit.harness.HostedRepository;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * A cluster, a Git host and one application between them, without a service that would change
 * anything: what a sync leaves is put there by hand, as the applier would.
 */
public final class Scene implements AutoCloseable {

  private final Path directory;
  private final TestCluster cluster;
  private final GitHost host;

  /** The Kubernetes API. */
  public final Cluster api;

  /** Where Git has the application, in the folder {@code app}. */
  public final HostedRepository repository;

  /** The application's own name, and that of its namespace. */
  public final String name = "t" + UUID.randomUUID().toString().substring(0, 8);

  private Scene(Path directory) {
    this.directory = directory;
    cluster = TestCluster.start(directory);
    host = GitHost.open();
    repository = host.repository("scene");
    api = new Cluster(cluster.kubeconfig());
  }

  /** Sets a scene; its files go into the directory. */
  public static Scene set(Path directory) {
    Scene scene = new Scene(directory);
    Definitions.install(
        scene.api.client(), "tests", ResourceKind.APPLICATION, ResourceKind.PROJECT);
    scene.api.apply(
        Cluster.parse("{apiVersion: v1, kind: Namespace, metadata: {name: " + scene.name + "}}"),
        "tests");
    return scene;
  }

  /**
   * Makes the application, or changes it.
   *
   * @param more of its spec, as YAML in one line, such as {@code "syncPolicy: {…}"}
   */
  public ObjectNode application(String... more) {
    List<String> spec = new ArrayList<>(List.of(more));
    spec.add("source: {repoURL: '" + repository.url() + "', targetRevision: main, path: app}");
    spec.add("destination: {namespace: " + name + "}");
    return api.apply(
        Cluster.parse(
            "{apiVersion: plumbline.dev/v1alpha1, kind: Application, metadata: {name: %s, namespace: %s}, spec: {%s}}"
                .formatted(name, name, String.join(", ", spec))),
        "tests");
  }

  /** Puts an object onto the cluster as a sync of the application leaves it. */
  public ObjectNode synced(String yaml) {
    ObjectNode manifest = Cluster.parse(yaml);
    manifest.withObject("/metadata").put("namespace", name);
    ObjectRef ref = Cluster.ref(manifest);
    String uid = api.get(applicationRef()).at("/metadata/uid").asText();
    return api.apply(
        Marks.mark(manifest, ref, "plumbline", uid, new ApplicationKey(name, name)), "plumbline");
  }

  /** Names an object in the application's namespace. */
  public ObjectRef ref(String apiVersion, String kind, String object) {
    return ObjectRef.of(apiVersion, kind, name, object);
  }

  /** Names the application. */
  public ObjectRef applicationRef() {
    return ref("plumbline.dev/v1alpha1", "Application", name);
  }

  /** What came of a command. */
  public record Ran(int code, String out, String err) {}

  /** Something before the API server that makes it refuse; the caller closes it. */
  public FaultyApi refusing(Predicate<FaultyApi.Request> requests) {
    FaultyApi api = FaultyApi.before(cluster.kubeconfig(), directory.resolve("refusing"));
    api.answer(403, 0, requests);
    return api;
  }

  /** Runs a command on the application. */
  public Ran run(String command, String... options) {
    return run(cluster.kubeconfig(), command, options);
  }

  /** Runs a command on the application, over another way to its cluster. */
  public Ran run(Path kubeconfig, String command, String... options) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> arguments =
        new ArrayList<>(List.of(command, name + "/" + name, "--kubeconfig", kubeconfig.toString()));
    arguments.addAll(List.of(options));
    int code =
        PlumblineCommandLine.of(new PrintWriter(out, true), new PrintWriter(err, true))
            .execute(arguments.toArray(String[]::new));
    return new Ran(code, out.toString(), err.toString());
  }

  @Override
  public void close() {
    for (ObjectRef ref :
        List.of(applicationRef(), new ObjectRef("", "v1", "Namespace", "", name))) {
      api.delete(ref);
    }
    api.close();
    host.close();
    cluster.close();
  }
}
