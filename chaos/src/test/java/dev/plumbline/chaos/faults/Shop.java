package dev.plumbline.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.testkit.harness.ApplicationDraft;
import dev.plumbline.testkit.harness.GitHost;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An application of a few ConfigMaps that changes with every push. */
final class Shop {

  private static final List<String> PARTS = List.of("front", "cart", "stock");

  private final Stage stage;
  private final String name;
  private final HostedRepository repository;
  private final RunningApplication application;
  private int version;
  private String head = "";

  private Shop(Stage stage, String name, HostedRepository repository, ApplicationDraft draft) {
    this.stage = stage;
    this.name = name;
    this.repository = repository;
    String first = push();
    this.application = draft.create();
    application.awaitConverged(first);
    application.awaitReadyAt(first);
  }

  /** One from the stage's own Git host, as it is once it has converged. */
  static Shop open(Stage stage, String name) {
    return open(stage, name, stage.git());
  }

  /** One from another Git host. */
  static Shop open(Stage stage, String name, GitHost git) {
    HostedRepository repository = git.repository(name);
    return new Shop(stage, name, repository, stage.application(name, repository, ""));
  }

  RunningApplication application() {
    return application;
  }

  HostedRepository repository() {
    return repository;
  }

  /** Changes every part; gives the commit. */
  String push() {
    version++;
    PARTS.forEach(
        part -> repository.write(part + ".yaml", Manifests.configMap(part(part), "v" + version)));
    head = repository.push("Version " + version);
    return head;
  }

  /** The last commit. */
  String head() {
    return head;
  }

  /** Somebody changes a part on the cluster. */
  void editByHand() {
    stage.cluster().merge(ref("cart"), "data: {value: by hand}", "kubectl-edit");
  }

  /** That the cluster is as the last push wants it, and was told so. */
  void assertAsPushed(String commit) {
    application.awaitConverged(commit);
    application.awaitReadyAt(commit);
    for (String part : PARTS) {
      assertThat(stage.cluster().get(ref(part)).at("/data/value").asText())
          .as(part)
          .isEqualTo("v" + version);
    }
  }

  /** Part → its resourceVersion on the cluster. */
  Map<String, String> resourceVersions() {
    Map<String, String> versions = new TreeMap<>();
    for (String part : PARTS) {
      versions.put(part, resourceVersion(part));
    }
    return versions;
  }

  /** The version of one part. */
  String resourceVersion(String part) {
    return stage.cluster().get(ref(part)).at("/metadata/resourceVersion").asText();
  }

  /** Names a part on the cluster. */
  ObjectRef ref(String part) {
    return stage.configMap(part(part));
  }

  private String part(String part) {
    return name + "-" + part;
  }
}
