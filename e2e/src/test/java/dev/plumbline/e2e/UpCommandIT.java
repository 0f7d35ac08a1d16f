package dev.plumbline.e2e;

import static dev.plumbline.testkit.harness.RunningApplication.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.DriftEvent.ConvergenceReached;
import dev.plumbline.testkit.GitWorkspace;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.GitHost;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Installation;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.PlumblineProcess;
import dev.plumbline.testkit.harness.RunningApplication;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command line, as a person meets it. One installation of a named repository runs beside the
 * shared one of the sample.
 */
@ExtendWith(EndToEnd.class)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpCommandIT {

  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(60);
  private static final ObjectRef SETTINGS = ObjectRef.of("v1", "ConfigMap", "shop", "settings");
  private static final ObjectRef PRICES = ObjectRef.of("v1", "ConfigMap", "shop", "prices");

  private final Installation sample;
  private final GitHost git = GitHost.open();
  private HostedRepository repository;
  private String commit;
  private Installation named;

  UpCommandIT(Installation sample) {
    this.sample = sample;
  }

  @BeforeAll
  void keepAClusterTrueToARepositoryOnDisk() {
    repository = git.repository("shop");
    repository
        .write("README.md", "not a manifest")
        .write("deploy/prod/settings.yaml", Manifests.configMap("settings", "one"))
        .write("deploy/prod/prices.yaml", Manifests.configMap("prices", "one"));
    commit = repository.push("first", "release");
    named =
        Installation.startOnSandbox(
            "named",
            Map.of("PLUMBLINE_GIT_POLLER_INTERVAL", "1s"),
            "--repo",
            "file://" + git.root().resolve("bare").resolve("shop.git"),
            "--revision",
            "release",
            "--path",
            "deploy/prod",
            "--namespace",
            "shop");
  }

  @AfterAll
  void stopIt() {
    if (named != null) {
      named.close();
    }
    git.close();
  }

  @Test
  @Order(1)
  void helpExplainsEachOption() {
    PlumblineProcess help = run("up", "--help");

    assertThat(help.awaitExit(ANSWERS_WITHIN)).isZero();
    for (String option :
        List.of(
            "--data-dir",
            "--repo",
            "--revision",
            "--path",
            "--namespace",
            "--ssh-key",
            "--known-hosts",
            "--kubeconfig",
            "--context",
            "--http-port",
            "--git-port",
            "--kubernetes-port",
            "--kafka-port",
            "--verbose")) {
      assertThat(help.out())
          .as("help with words for %s", option)
          .containsPattern("(?m)^ +" + option + "(=\\w+)?\\s+[A-Z]\\w+\\W");
    }
    assertThat(help.err()).isEmpty();
  }

  @ParameterizedTest
  @Order(2)
  @ValueSource(
      strings = {
        "up --nonsense",
        "up --http-port many",
        "up --http-port 70000",
        "up --revision main",
        "up stray",
        "nonsense",
        "events --topic nonsense",
      })
  void aWrongArgumentGetsOneClearLineAndExitCodeTwo(String line) {
    String[] arguments = line.split(" ");
    PlumblineProcess process = run(arguments);

    assertThat(process.awaitExit(ANSWERS_WITHIN)).isEqualTo(2);
    assertThat(process.out()).isEmpty();
    assertThat(process.err().lines())
        .singleElement()
        .asString()
        .startsWith("plumbline")
        .contains("--help")
        .matches(
            said -> Stream.of(arguments).skip(1).anyMatch(said::contains) || arguments.length == 1,
            "names what is wrong");
  }

  @Test
  @Order(3)
  void whatAPersonCanPutRightGetsOneClearLineAndExitCodeOne(@TempDir Path empty) {
    PlumblineProcess noCluster =
        run("up", "--data-dir", empty.toString(), "--kubeconfig", "/no/such/file");
    assertThat(noCluster.awaitExit(ANSWERS_WITHIN)).isEqualTo(1);
    assertThat(noCluster.err().lines()).singleElement().asString().contains("/no/such/file");

    PlumblineProcess nothingUp = run("events", "--data-dir", empty.toString());
    assertThat(nothingUp.awaitExit(ANSWERS_WITHIN)).isEqualTo(1);
    assertThat(nothingUp.err().lines()).singleElement().asString().contains("nothing is up in");
  }

  @Test
  @Order(4)
  void twoRunSideBySideEachWithPortsOfItsOwn() {
    assertThat(named.process().alive()).isTrue();
    assertThat(sample.process().alive()).isTrue();
    assertThat(named.endpoints().kafka()).isNotEqualTo(sample.endpoints().kafka());
    assertThat(named.endpoints().metrics()).isNotEqualTo(sample.endpoints().metrics());
    assertThat(named.endpoints().kubeconfig()).isNotEqualTo(sample.endpoints().kubeconfig());
  }

  @Test
  @Order(5)
  void aSecondOneOnTheSameDataIsRefusedAndTheFirstGoesOn() {
    PlumblineProcess second = run("up", "--data-dir", named.dataDir().toString());

    assertThat(second.awaitExit(ANSWERS_WITHIN)).isEqualTo(1);
    assertThat(second.err().lines())
        .singleElement()
        .asString()
        .contains(named.dataDir().toString())
        .contains("--data-dir");
    assertThat(named.process().alive()).isTrue();
    assertThat(named.metrics().text()).isNotEmpty();
  }

  @Test
  @Order(6)
  void itSaysWhereEverythingIsAndNothingOnTheErrorStream() {
    String out = sample.process().out();

    assertThat(out)
        .contains(sample.endpoints().git())
        .contains(sample.endpoints().kubeconfig().toString())
        .contains(sample.endpoints().webhook().toString())
        .contains(sample.endpoints().metrics().toString())
        .contains(sample.endpoints().kafka());
    assertThat(sample.process().err()).isEmpty();
    assertThat(named.process().err()).isEmpty();
  }

  @Test
  @Order(7)
  void aPushToTheSampleIsToldStepByStepWithItsTime(@TempDir Path clone) {
    try (GitWorkspace work = GitWorkspace.clone(URI.create(sample.endpoints().git()), clone)) {
      String pushed =
          work.write(
                  "apps/greeter/configmap.yaml",
                  Manifests.configMap("greeting", Installation.class.getSimpleName()))
              .push("greet");
      String shortened = pushed.substring(0, 7);

      Waiting.until(
          PATIENCE,
          () -> "no line for the end of " + pushed + " in\n" + sample.process().out(),
          () ->
              sample
                  .process()
                  .out()
                  .lines()
                  .anyMatch(
                      line ->
                          line.contains(shortened)
                              && line.contains("greeter")
                              && line.contains("converged")));
      assertThat(sample.process().out().lines())
          .filteredOn(line -> line.contains(shortened))
          .hasSizeGreaterThanOrEqualTo(4)
          .anyMatch(line -> line.contains("push"))
          .anyMatch(line -> line.contains("converged") && line.matches(".*\\d ?m?s\\b.*"));
    }
  }

  @Test
  @Order(8)
  void aNamedRepositoryIsKeptAtItsRevisionPathAndNamespace() {
    awaitConverged(commit);
    assertThat(value(SETTINGS)).isEqualTo("one");

    // a branch that was not named changes nothing, the one that was does
    repository
        .write("deploy/prod/settings.yaml", Manifests.configMap("settings", "main"))
        .push("elsewhere", "main");
    commit =
        repository
            .write("deploy/prod/settings.yaml", Manifests.configMap("settings", "two"))
            .push("here", "release");

    awaitConverged(commit);
    assertThat(value(SETTINGS)).isEqualTo("two");
  }

  @Test
  @Order(9)
  void eventsGivesTheAccountForPeopleAndForPrograms() throws JsonProcessingException {
    String dataDir = named.dataDir().toString();
    PlumblineProcess programs =
        run("events", "--data-dir", dataDir, "--from-beginning", "--no-follow", "--json");
    assertThat(programs.awaitExit(ANSWERS_WITHIN)).isZero();
    boolean converged = false;
    for (String line : programs.out().lines().toList()) {
      JsonNode event = Json.mapper().readTree(line);
      assertThat(event.path("specversion").asText()).as(line).isEqualTo("1.0");
      assertThat(event.path("traceparent").asText()).as(line).matches("00-\\w{32}-\\w{16}-01");
      converged |=
          event.path("type").asText().equals("dev.plumbline.convergence.reached")
              && event.at("/data/revisions/0/commit").asText().equals(commit);
    }
    assertThat(converged).as("told of %s in%n%s", commit, programs.out()).isTrue();

    PlumblineProcess people =
        run(
            "events",
            "--data-dir",
            dataDir,
            "--from-beginning",
            "--no-follow",
            "--topic",
            "drift",
            "--app",
            "shop");
    assertThat(people.awaitExit(ANSWERS_WITHIN)).isZero();
    assertThat(people.out().lines())
        .isNotEmpty()
        .allMatch(line -> line.contains("default/shop"))
        .anyMatch(line -> line.contains("convergence.reached"));
    assertThat(people.err()).isEmpty();
  }

  @Test
  @Order(10)
  void theNextOneGoesOnWhereItWasAndAppliesNothingAgain() {
    // given
    String version = resourceVersion(PRICES);
    String git = named.endpoints().git();
    String kafka = named.endpoints().kafka();

    // when
    named.stop();
    named.startAgain();

    // then clones, kubeconfigs and followers stay good
    assertThat(named.endpoints().git()).isEqualTo(git);
    assertThat(named.endpoints().kafka()).isEqualTo(kafka);
    commit =
        repository
            .write("deploy/prod/settings.yaml", Manifests.configMap("settings", "three"))
            .push("after", "release");
    awaitConverged(commit);
    assertThat(value(SETTINGS)).isEqualTo("three");
    assertThat(resourceVersion(PRICES)).isEqualTo(version);
  }

  private static PlumblineProcess run(String... arguments) {
    return PlumblineProcess.start("command", Map.of(), List.of(arguments));
  }

  private void awaitConverged(String wanted) {
    named
        .events()
        .await(
            PATIENCE,
            ConvergenceReached.class,
            it -> RunningApplication.commits(it.revisions(), wanted));
  }

  private String value(ObjectRef configMap) {
    return named.cluster().get(configMap).at("/data/value").asText();
  }

  private String resourceVersion(ObjectRef ref) {
    return named.cluster().get(ref).at("/metadata/resourceVersion").asText();
  }
}
