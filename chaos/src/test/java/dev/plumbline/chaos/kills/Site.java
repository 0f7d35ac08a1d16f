package dev.plumbline.chaos.kills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.DriftEvent.ConvergenceReached;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.Fleet;
import dev.plumbline.testkit.harness.GitHost;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import dev.plumbline.testkit.harness.WatchLog;
import dev.plumbline.testkit.harness.WatchLog.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A namespace with one application of one repository, whose every commit is chosen by the test. */
final class Site implements AutoCloseable {

  private static final String NAME = "site";

  private final Fleet fleet;
  private final String namespace = "races-" + Stage.random(3);
  private final GitHost git = GitHost.open();
  private final HostedRepository repository = git.repository("races");
  private final WatchLog objects;
  private Set<String> present = Set.of();
  private int ordinal;

  Site(Fleet fleet) {
    this.fleet = fleet;
    fleet
        .cluster()
        .create(
            Cluster.parse("apiVersion: v1\nkind: Namespace\nmetadata: {name: " + namespace + "}"))
        .object();
    this.objects = fleet.cluster().watch(configMap("any"));
  }

  /** Pushes a commit that has just these objects, each with the commit's ordinal in it. */
  String push(String... names) {
    ordinal++;
    Set<String> next = new TreeSet<>(List.of(names));
    present.stream()
        .filter(name -> !next.contains(name))
        .forEach(name -> repository.delete(name + ".yaml"));
    present = next;
    for (String name : next) {
      repository.write(
          name + ".yaml",
          """
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: %s}
          data: {ordinal: "%d"}
          """
              .formatted(name, ordinal));
    }
    return repository.push("Commit " + ordinal);
  }

  /**
   * Creates the application; gives its uid.
   *
   * @param finalizer whether its objects are to go with it
   */
  String create(boolean finalizer) {
    ObjectNode manifest =
        Cluster.parse(
            """
            apiVersion: plumbline.dev/v1alpha1
            kind: Application
            metadata: {name: %1$s, namespace: %2$s, finalizers: [%3$s]}
            spec:
              source: {repoURL: %4$s, targetRevision: main}
              destination: {namespace: %2$s}
              syncPolicy: {automated: {prune: true, selfHeal: true}}
            """
                .formatted(NAME, namespace, finalizer ? Tracking.FINALIZER : "", repository.url()));
    return fleet.cluster().create(manifest).object().at("/metadata/uid").asText();
  }

  /** Asks for its deletion and does not wait. */
  void delete() {
    fleet.cluster().delete(application());
  }

  void awaitGone() {
    Waiting.until(
        Load.PATIENCE,
        () -> "still there: " + fleet.cluster().find(application()),
        () -> fleet.cluster().find(application()).isEmpty());
  }

  /** Waits until it is told that the application of that uid is as a commit wants it. */
  void awaitConverged(String uid, String commit) {
    fleet
        .events()
        .await(
            Load.PATIENCE,
            ConvergenceReached.class,
            event ->
                event.applicationUid().equals(uid)
                    && RunningApplication.commits(event.revisions(), commit));
  }

  /** The key of its records. */
  String key() {
    return namespace + "/" + NAME;
  }

  String namespace() {
    return namespace;
  }

  /** Waits until of ours there are just these, all of the newest commit and marked by that uid. */
  void awaitOurs(String uid, String... names) {
    Map<String, String> wanted = new TreeMap<>();
    for (String name : names) {
      wanted.put(name, ordinal + " of " + uid);
    }
    Waiting.until(
        Load.PATIENCE, () -> "ours are " + ours() + ", not " + wanted, () -> ours().equals(wanted));
  }

  /** Ordinal and owner of each object with our mark, by name. */
  private Map<String, String> ours() {
    Map<String, String> ours = new TreeMap<>();
    for (JsonNode item : fleet.cluster().list(configMap("any"))) {
      mark(item)
          .ifPresent(
              mark ->
                  ours.put(
                      item.at("/metadata/name").asText(),
                      item.at("/data/ordinal").asText() + " of " + mark.applicationUid()));
    }
    return ours;
  }

  private static Optional<Tracking> mark(JsonNode object) {
    return Tracking.parse(
        object.path("metadata").path("annotations").path(Tracking.ANNOTATION).asText());
  }

  /** The ordinals that an object has shown, in order. */
  List<Integer> ordinals(String name) {
    return objects.of(name).stream()
        .sorted(Comparator.comparingLong(Version::order))
        .map(version -> version.object().at("/data/ordinal").asInt())
        .toList();
  }

  void assertNoObjectWentBackwards() {
    for (String name : new TreeSet<>(objects.all().stream().map(Version::name).toList())) {
      assertThat(ordinals(name)).as("ordinals of %s", name).isSorted();
    }
  }

  private ObjectRef application() {
    return ObjectRef.of("plumbline.dev/v1alpha1", "Application", namespace, NAME);
  }

  private ObjectRef configMap(String name) {
    return ObjectRef.of("v1", "ConfigMap", namespace, name);
  }

  @Override
  public void close() {
    objects.close();
    git.close();
    fleet.cluster().delete(application());
    fleet.cluster().delete(ObjectRef.of("v1", "Namespace", "", namespace));
  }
}
