package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.DriftEvent.ConvergenceReached;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.Metrics;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two hundred applications in one repository: a commit costs as many renders as there are
 * applications that read what it changed, whatever else is in the repository.
 */
@ExtendWith(EndToEnd.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonorepoIT {

  private static final int PLAIN = 195;
  private static final int SHARING = 3;
  private static final int LINKED = 2;
  private static final Duration ALL_WITHIN = Duration.ofSeconds(180);

  private final List<RunningApplication> applications = new ArrayList<>();
  private final List<String> namespaces = new ArrayList<>();
  private Stage stage;
  private HostedRepository repository;

  @BeforeAll
  void convergeAll(Stage given) throws IOException {
    stage = given;
    repository = stage.git().repository("monorepo");
    repository.write("README.md", "Everything we run.\n");
    repository.write("shared/base/settings.yaml", Manifests.configMap("settings", "1"));
    for (int i = 0; i < PLAIN; i++) {
      repository.write("apps/%03d/configmap.yaml".formatted(i), Manifests.configMap(name(i), "1"));
    }
    for (int i = 0; i < LINKED; i++) {
      String folder = "linked/%d/".formatted(i);
      repository.write(folder + "own.yaml", Manifests.configMap("own", "1"));
      link(folder + "settings.yaml", "../../shared/base/settings.yaml");
    }
    repository.push("Begin");

    for (int i = 0; i < PLAIN; i++) {
      applications.add(stage.application(name(i), repository, "apps/%03d".formatted(i)).create());
    }
    for (int i = 0; i < SHARING; i++) {
      applications.add(inNamespaceOfItsOwn("sharing-" + i, "shared/base"));
    }
    for (int i = 0; i < LINKED; i++) {
      applications.add(inNamespaceOfItsOwn("linked-" + i, "linked/" + i));
    }
    Waiting.until(
        ALL_WITHIN,
        () -> "not converged: " + firstOf(unconverged()),
        () -> unconverged().isEmpty());
  }

  /** Later classes need not carry on with all these, nor a real cluster keep their namespaces. */
  @AfterAll
  void remove() {
    applications.forEach(RunningApplication::delete);
    namespaces.forEach(name -> stage.cluster().delete(ObjectRef.of("v1", "Namespace", "", name)));
  }

  @Test
  void aCommitToOnePathCostsOneRender() {
    Metrics before = stage.installation().metrics();
    long requestsBefore = stage.git().requests();

    repository.write("apps/050/configmap.yaml", Manifests.configMap(name(50), "2"));
    String commit = repository.push("Change one");

    assertThat(renderedBy(commit)).containsExactly(name(50));
    Metrics after = stage.installation().metrics();
    assertThat(renders(after) - renders(before)).as("successful renders").isEqualTo(1);
    double objects = objectsRead(after) - objectsRead(before);
    double requests = stage.git().requests() - requestsBefore;
    System.out.printf("one commit, 200 applications: objects=%s requests=%s%n", objects, requests);
    assertThat(objects)
        .as("Git objects read, fewer than rendering all of them would take")
        .isPositive()
        .isLessThan(4.0 * applications.size());
    assertThat(requests)
        .as("requests to the Git host: refs and objects once, not for each application")
        .isLessThan(10);
    RunningApplication changed = applications.get(50);
    changed.awaitConverged(commit);
    assertThat(stage.cluster().get(stage.configMap(name(50))).at("/data/value").asText())
        .isEqualTo("2");
  }

  @Test
  void aCommitThatNobodyReadsCostsNoRenderAndMovesTheRevisionOfAll() {
    repository.write("README.md", "Everything we run, and why.\n");
    String commit = repository.push("Explain");

    assertThat(renderedBy(commit)).isEmpty();
    applications.get(0).awaitReadyAt(commit);
    applications.get(applications.size() - 1).awaitReadyAt(commit);
  }

  @Test
  void aSharedFileRendersAllThatReadIt() {
    repository.write("shared/base/settings.yaml", Manifests.configMap("settings", "2"));
    String commit = repository.push("Change what is shared");

    assertThat(renderedBy(commit))
        .containsExactly("linked-0", "linked-1", "sharing-0", "sharing-1", "sharing-2");
  }

  @Test
  void aFolderThatOneLookedForInVainRendersThatOneOnceItAppears() {
    RunningApplication early = stage.application("early", repository, "apps/late").create();
    early.await(RenderResult.Failed.class, failed -> failed.reason() == FailureReason.PathNotFound);

    repository.write("apps/late/configmap.yaml", Manifests.configMap("late", "1"));
    String commit = repository.push("Add the folder");

    early.awaitConverged(commit);
    assertThat(renderedBy(commit)).isEmpty();
    assertThat(early.events(RenderResult.Succeeded.class)).hasSize(1);
    assertThat(stage.cluster().find(stage.configMap("late"))).isPresent();
  }

  @Test
  void aFileAddedToOneFolderRendersThatOne() {
    repository.write("apps/051/more.yaml", Manifests.configMap("more", "1"));
    String commit = repository.push("Add a file");

    assertThat(renderedBy(commit)).containsExactly(name(51));
    applications.get(51).awaitConverged(commit);
    assertThat(stage.cluster().find(stage.configMap("more"))).isPresent();
  }

  /** Waits until every application has looked at a commit; names those that were rendered. */
  private Set<String> renderedBy(String commit) {
    Waiting.until(
        ALL_WITHIN,
        () -> "has not looked at " + commit + ": " + firstOf(notLookedAt(commit)),
        () -> notLookedAt(commit).isEmpty());
    Set<String> rendered = new TreeSet<>();
    for (RunningApplication application : applications) {
      if (has(application, RenderResult.Succeeded.class, commit)) {
        rendered.add(application.ref().name());
      }
    }
    return rendered;
  }

  private List<RunningApplication> notLookedAt(String commit) {
    Set<String> looked = new TreeSet<>();
    stage
        .installation()
        .events()
        .of(RenderResult.class, result -> RunningApplication.commits(result.revisions(), commit))
        .forEach(result -> looked.add(result.applicationUid()));
    return applications.stream().filter(each -> !looked.contains(each.uid())).toList();
  }

  private List<RunningApplication> unconverged() {
    Set<String> converged = new TreeSet<>();
    stage
        .installation()
        .events()
        .of(ConvergenceReached.class, any -> true)
        .forEach(reached -> converged.add(reached.applicationUid()));
    return applications.stream().filter(each -> !converged.contains(each.uid())).toList();
  }

  private static boolean has(
      RunningApplication application, Class<? extends RenderResult> type, String commit) {
    return application.events(type).stream()
        .anyMatch(result -> RunningApplication.commits(result.revisions(), commit));
  }

  private static String firstOf(List<RunningApplication> several) {
    return several.size()
        + " applications, the first of them "
        + several.stream().findFirst().map(RunningApplication::story).orElse("none");
  }

  private RunningApplication inNamespaceOfItsOwn(String name, String path) {
    String namespace = stage.namespace() + "-" + name;
    namespaces.add(namespace);
    return stage.application(name, repository, path).namespace(namespace).create();
  }

  private void link(String path, String target) throws IOException {
    Path file = repository.work().git().getRepository().getWorkTree().toPath().resolve(path);
    Files.createSymbolicLink(file, Path.of(target));
  }

  private static double renders(Metrics metrics) {
    return metrics.sum("plumbline_renders_total", "outcome=\"succeeded\"");
  }

  private static double objectsRead(Metrics metrics) {
    return metrics.sum("plumbline_git_objects_read_total");
  }

  private static String name(int number) {
    return "app-%03d".formatted(number);
  }
}
