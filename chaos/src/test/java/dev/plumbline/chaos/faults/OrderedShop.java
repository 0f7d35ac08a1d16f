package dev.plumbline.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import dev.plumbline.testkit.harness.WatchLog;
import dev.plumbline.testkit.harness.WatchLog.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An application with hooks in each phase, one of them without a name of its own, and waves. Every
 * commit writes its ordinal into all of it, adds an object and drops one, and a watch of its own
 * counts how often each hook ran for each commit.
 */
final class OrderedShop implements AutoCloseable {

  private static final String ORDINAL = "example.com/ordinal";
  private static final String HOOK = "example.com/hook";
  private static final String QUICK = "{fake-kubelet/ready-after: \"0.1\"}";

  private final Stage stage;
  private final String name;
  private final HostedRepository repository;
  private final RunningApplication application;
  private final WatchLog jobs;
  private final WatchLog maps;
  private int ordinal;

  OrderedShop(Stage stage, String name) {
    this.stage = stage;
    this.name = name;
    this.repository = stage.git().repository(name);
    this.jobs = stage.cluster().watch(job("any"));
    this.maps = stage.cluster().watch(stage.configMap("any"));
    String first = push();
    this.application = stage.application(name, repository, "").withFinalizer().create();
    assertAsPushed(first);
  }

  RunningApplication application() {
    return application;
  }

  /** Changes everything; gives the commit. */
  String push() {
    if (ordinal > 0) {
      repository.delete("of-" + ordinal + ".yaml");
    }
    ordinal++;
    write("before", hook("before", "PreSync", "0", ""));
    write("unnamed", hook("unnamed", "PreSync", "1", "").replace("  name: ", "  generateName: "));
    write("first", map("first", "0"));
    write(
        "between",
        hook("between", "Sync", "1", ", plumbline.dev/hook-delete-policy: HookSucceeded"));
    write("second", map("second", "2"));
    write("of-" + ordinal, map("of-" + ordinal, "2"));
    write("after", hook("after", "PostSync", "0", ""));
    write("leaving", hook("leaving", "PreDelete", "0", ""));
    return repository.push("Commit " + ordinal);
  }

  /** That all is as a commit wants it, each hook ran once for it, and all there is is known. */
  void assertAsPushed(String commit) {
    application.await(
        SyncEvent.Succeeded.class, sync -> RunningApplication.commits(sync.revisions(), commit));
    application.awaitReadyAt(commit);
    for (String part : List.of("first", "second", "of-" + ordinal)) {
      assertThat(stage.cluster().get(stage.configMap(of(part))).at("/data/ordinal").asText())
          .as(part)
          .isEqualTo(String.valueOf(ordinal));
    }
    if (ordinal > 1) {
      stage.awaitGone(stage.configMap(of("of-" + (ordinal - 1))));
    }
    stage.awaitGone(job(of("between")));
    assertEachHookRanOnce();
    assertNothingIsHalfOwned();
    assertOrder();
  }

  /** A hook that came to its end is never run again for the same commit, nor is one run twice. */
  private void assertEachHookRanOnce() {
    Map<String, Set<String>> runs = new TreeMap<>();
    for (Version version : jobs.all()) {
      JsonNode annotations = version.object().at("/metadata/annotations");
      runs.computeIfAbsent(
              annotations.path(HOOK).asText() + " of commit " + annotations.path(ORDINAL).asText(),
              none -> new TreeSet<>())
          .add(version.object().at("/metadata/uid").asText());
    }
    for (String hook : List.of("before", "unnamed", "between", "after")) {
      assertThat(runs.get(of(hook) + " of commit " + ordinal))
          .as("runs of %s for commit %d. %s", hook, ordinal, application.story())
          .hasSize(1);
    }
  }

  /** What bears our mark is what the inventory knows, and what it knows is there. */
  private void assertNothingIsHalfOwned() {
    Waiting.until(
        World.PATIENCE,
        () -> "marked are " + marked() + ", known are " + known() + ". " + application.story(),
        () -> marked().equals(known()));
  }

  private Set<String> marked() {
    Set<String> marked = new TreeSet<>();
    for (ObjectRef any : List.of(job("any"), stage.configMap("any"))) {
      for (JsonNode item : stage.cluster().list(any)) {
        Tracking.parse(item.path("metadata").path("annotations").path(Tracking.ANNOTATION).asText())
            .filter(mark -> mark.applicationUid().equals(application.uid()))
            .ifPresent(mark -> marked.add(any.kind() + " " + item.at("/metadata/name").asText()));
      }
    }
    return marked;
  }

  private Set<String> known() {
    return application.events(Inventory.class).stream()
        .max(Comparator.comparingLong(Inventory::sequence))
        .map(Inventory::objects)
        .orElse(List.of())
        .stream()
        .map(entry -> entry.ref().kind() + " " + entry.ref().name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void assertOrder() {
    long before = lastOfHook("before");
    long unnamed = lastOfHook("unnamed");
    long first = firstOfMap("first");
    long between = lastOfHook("between");
    long second = firstOfMap("second");
    long after = lastOfHook("after");
    assertThat(new long[] {before, unnamed, first, between, second, after})
        .as("order of the writes for commit %d", ordinal)
        .isSorted();
  }

  /** When it was seen to be complete. */
  private long lastOfHook(String hook) {
    return jobs.all().stream()
        .filter(version -> annotation(version, HOOK).equals(of(hook)))
        .filter(version -> annotation(version, ORDINAL).equals(String.valueOf(ordinal)))
        .filter(version -> complete(version.object()))
        .mapToLong(Version::order)
        .min()
        .orElseThrow(() -> new AssertionError(hook + " was never complete"));
  }

  private long firstOfMap(String part) {
    return maps.await(
            World.PATIENCE,
            of(part),
            map -> map.at("/data/ordinal").asText().equals(String.valueOf(ordinal)))
        .order();
  }

  /** That nothing of it is left, once it was asked to go. */
  void assertGone() {
    Waiting.until(
        World.PATIENCE, () -> "still there. " + application.story(), () -> !application.exists());
    Waiting.until(World.PATIENCE, () -> "left are " + marked(), () -> marked().isEmpty());
    assertThat(
            jobs.all().stream()
                .filter(version -> annotation(version, HOOK).equals(of("leaving")))
                .map(version -> version.object().at("/metadata/uid").asText())
                .distinct())
        .as("runs of the hook before its deletion")
        .hasSize(1);
  }

  private static String annotation(Version version, String name) {
    return version.object().at("/metadata/annotations").path(name).asText();
  }

  private static boolean complete(ObjectNode job) {
    for (JsonNode condition : job.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Complete")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  private void write(String part, String manifest) {
    repository.write(part + ".yaml", manifest);
  }

  private String map(String part, String wave) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: %s, annotations: {plumbline.dev/sync-wave: "%s"}}
    data: {ordinal: "%d"}
    """
        .formatted(of(part), wave, ordinal);
  }

  private String hook(String part, String phase, String wave, String more) {
    return Manifests.job(
        of(part),
        "{plumbline.dev/hook: %s, plumbline.dev/sync-wave: \"%s\", %s: %s, %s: \"%d\"%s}"
            .formatted(phase, wave, HOOK, of(part), ORDINAL, ordinal, more),
        QUICK);
  }

  private ObjectRef job(String job) {
    return stage.object("batch/v1", "Job", job);
  }

  private String of(String part) {
    return name + "-" + part;
  }

  @Override
  public void close() {
    jobs.close();
    maps.close();
    repository.close();
  }
}
