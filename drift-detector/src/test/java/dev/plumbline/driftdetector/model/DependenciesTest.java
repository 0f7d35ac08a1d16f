package dev.plumbline.driftdetector.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.Application;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Applications are named team/name; each is made from the main branch of one repository. */
class DependenciesTest {

  private final Map<ApplicationKey, JsonNode> applications = new HashMap<>();
  private final Set<String> closed = new HashSet<>();
  private final ReadyExpressions expressions = new ReadyExpressions();

  private final Dependencies.Others others =
      new Dependencies.Others() {
        @Override
        public Optional<Application> application(ApplicationKey key) {
          return whole(key).map(DependenciesTest::read);
        }

        @Override
        public Optional<DependencyState> state(ApplicationKey key) {
          return whole(key).map(DependencyState::of);
        }

        @Override
        public Optional<JsonNode> whole(ApplicationKey key) {
          return Optional.ofNullable(applications.get(key));
        }

        @Override
        public Collection<DependencyState> all() {
          return applications.values().stream().map(DependencyState::of).toList();
        }

        @Override
        public Collection<Application> allApplications() {
          return applications.values().stream().map(DependenciesTest::read).toList();
        }

        @Override
        public Optional<String> violation(Application self, ApplicationKey other) {
          return closed.contains(other.namespace())
              ? Optional.of("is in namespace " + other.namespace() + ", which is closed")
              : Optional.empty();
        }
      };

  private static Application read(JsonNode application) {
    try {
      return Json.mapper().treeToValue(application, Application.class);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static ApplicationKey key(String name) {
    return name.contains("/") ? ApplicationKey.parse(name) : new ApplicationKey("team", name);
  }

  private ObjectNode application(String name, String... dependsOn) {
    ObjectNode application = Json.mapper().createObjectNode();
    ObjectNode metadata = application.putObject("metadata");
    metadata.put("namespace", key(name).namespace()).put("name", key(name).name());
    metadata.put("uid", "uid-" + name);
    metadata.put("generation", 2).put("resourceVersion", "1");
    ObjectNode spec = application.putObject("spec");
    spec.putObject("source").put("repoURL", "https://git.example/" + name);
    spec.putObject("destination");
    for (String dependency : dependsOn) {
      spec.withArray("dependsOn")
          .addObject()
          .put("name", key(dependency).name())
          .put("namespace", key(dependency).namespace());
    }
    applications.put(key(name), application);
    return application;
  }

  private static void from(ObjectNode application, String repository) {
    application.withObject("/spec/source").put("repoURL", repository);
  }

  private static void stands(ObjectNode application, String ready, String reason, String commit) {
    ObjectNode status = application.putObject("status");
    status.put("observedGeneration", 2);
    status.putObject("sync").put("revision", commit);
    status
        .withArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", ready)
        .put("reason", reason);
  }

  private Optional<Blocked> blocked(String name, String commit) {
    Application self = read(applications.get(key(name)));
    return new Dependencies(self, others, expressions).blocked(List.of(commit));
  }

  private String message(String name, String commit) {
    return blocked(name, commit).map(Blocked::message).orElse("nothing");
  }

  @Test
  void whoDependsOnNobodyWaitsForNobody() {
    application("shop");

    assertThat(blocked("shop", "c1")).isEmpty();
  }

  @Test
  void oneThatIsNotReadyIsNamedWithItsReason() {
    application("shop", "infra");
    stands(application("infra"), "False", "Progressing", "x1");

    Blocked blocked = blocked("shop", "c1").orElseThrow();

    assertThat(blocked.reason()).isEqualTo("DependencyNotReady");
    assertThat(blocked.message()).isEqualTo("waits for team/infra: Progressing");
    assertThat(blocked.stands()).isFalse();
    stands(application("infra"), "True", "Converged", "x1");
    assertThat(blocked("shop", "c1")).isEmpty();
  }

  @Test
  void oneThatDoesNotExistIsNamed() {
    application("shop", "infra");

    Blocked blocked = blocked("shop", "c1").orElseThrow();

    assertThat(blocked.reason()).isEqualTo("DependencyMissing");
    assertThat(blocked.message()).isEqualTo("waits for team/infra, which does not exist");
  }

  @Test
  void oneWithoutAStatusIsNotReady() {
    application("shop", "infra");
    application("infra");

    assertThat(message("shop", "c1")).contains("team/infra");
  }

  @Test
  void aStatusOfAnEarlierGenerationSaysNothing() {
    application("shop", "infra");
    ObjectNode infra = application("infra");
    stands(infra, "True", "Converged", "x1");
    infra.withObject("/metadata").put("generation", 3);

    assertThat(message("shop", "c1")).contains("team/infra: it changed");
  }

  @Test
  void ofTheSameSourceItMustBeAtTheSameCommit() {
    from(application("shop", "infra"), "https://git.example/mono.git");
    ObjectNode infra = application("infra");
    from(infra, "git@GIT.example:mono");
    stands(infra, "True", "Converged", "c1");

    assertThat(message("shop", "c2234567890"))
        .isEqualTo("waits for team/infra: it is at c1, and not at c2234567");
    stands(infra, "True", "Converged", "c2234567890");
    assertThat(blocked("shop", "c2234567890")).isEmpty();
  }

  @Test
  void anotherRefOfTheSameRepositoryIsAnotherSource() {
    from(application("shop", "infra"), "https://git.example/mono");
    ObjectNode infra = application("infra");
    from(infra, "https://git.example/mono");
    infra.withObject("/spec/source").put("targetRevision", "stable");
    stands(infra, "True", "Converged", "c1");

    assertThat(blocked("shop", "c2")).isEmpty();
  }

  @Test
  void aPushIsInOrderThoughOneBetweenIsNotChangedByIt() {
    // given: the one between has rendered the new commit, and it changes nothing there
    from(application("shop", "between"), "https://git.example/mono");
    ObjectNode between = application("between", "infra");
    from(between, "https://git.example/mono");
    stands(between, "True", "Converged", "c2");
    ObjectNode infra = application("infra");
    from(infra, "https://git.example/mono");

    stands(infra, "False", "Syncing", "c2");

    assertThat(message("shop", "c2"))
        .isEqualTo("waits for team/infra: Syncing (team/between depends on it)");
    stands(infra, "True", "Converged", "c2");
    assertThat(blocked("shop", "c2")).isEmpty();
  }

  @Test
  void aCycleOfAnyLengthIsNamedAndStands() {
    application("a", "b");
    application("b", "c");
    application("c", "d", "a");
    application("d");

    Blocked blocked = blocked("a", "c1").orElseThrow();

    assertThat(blocked.reason()).isEqualTo("DependencyCycle");
    assertThat(blocked.message()).contains("team/a -> team/b -> team/c -> team/a");
    assertThat(blocked.stands()).isTrue();
    application("self", "self");
    assertThat(message("self", "c1")).contains("team/self -> team/self");
  }

  @Test
  void whoWaitsForACycleOfOthersOnlyWaits() {
    application("shop", "a");
    stands(application("a", "b"), "False", "DependencyCycle", "x1");
    application("b", "a");

    assertThat(message("shop", "c1")).isEqualTo("waits for team/a: DependencyCycle");
  }

  @Test
  void whatTheProjectDoesNotPermitIsNotEvenLookedUp() {
    // given
    closed.add("infra");
    application("shop", "db", "infra/cert-manager");
    application("db");
    application("nosy", "infra/there-is-none");
    stands(application("infra/cert-manager"), "False", "Degraded", "x1");

    // when
    Blocked blocked = blocked("shop", "c1").orElseThrow();

    // then
    assertThat(blocked.reason()).isEqualTo("DependencyNotPermitted");
    assertThat(blocked.stands()).isTrue();
    assertThat(blocked.message())
        .isEqualTo("spec.dependsOn[1]: infra/cert-manager is in namespace infra, which is closed");
    assertThat(blocked("nosy", "c1").orElseThrow().reason()).isEqualTo("DependencyNotPermitted");
  }

  @Test
  void whatOthersDependOnIsNotNamedWhereItMayNotBeWaitedFor() {
    // given
    closed.add("secret");
    from(application("shop", "between"), "https://git.example/mono");
    ObjectNode between = application("between", "secret/vault");
    from(between, "https://git.example/mono");
    stands(between, "True", "Converged", "c2");
    ObjectNode vault = application("secret/vault", "shop");
    from(vault, "https://git.example/mono");

    // then
    assertThat(message("shop", "c2"))
        .startsWith(
            "applications wait for each other: team/shop -> team/between -> (an application of"
                + " another namespace) -> team/shop")
        .doesNotContain("vault");

    // when
    from(application("secret/vault"), "https://git.example/mono");

    // then
    assertThat(message("shop", "c2"))
        .isEqualTo("waits for team/between: what it depends on in another namespace is not ready");
  }

  @Test
  void anExpressionTakesThePlaceOfReadiness() {
    application("shop")
        .withObject("/spec")
        .withArray("dependsOn")
        .addObject()
        .put("name", "infra")
        .put("readyExpr", "dep.status.sync.revision == self.metadata.name");
    ObjectNode infra = application("infra");
    assertThat(message("shop", "c1")).contains("team/infra: spec.dependsOn[0].readyExpr");

    stands(infra, "False", "Degraded", "other");
    assertThat(message("shop", "c1"))
        .isEqualTo("waits for team/infra: spec.dependsOn[0].readyExpr is false");

    stands(infra, "False", "Degraded", "shop");
    assertThat(blocked("shop", "c1")).isEmpty();
  }

  @Test
  void anExpressionThatIsNoneIsNamedWithItsField() {
    application("shop")
        .withObject("/spec")
        .withArray("dependsOn")
        .addObject()
        .put("name", "infra")
        .put("readyExpr", "dep.status ==");
    application("infra");

    Blocked blocked = blocked("shop", "c1").orElseThrow();

    assertThat(blocked.reason()).isEqualTo("DependencyExpressionInvalid");
    assertThat(blocked.message()).startsWith("spec.dependsOn[0].readyExpr: line 1, column");
    assertThat(blocked.stands()).isTrue();
  }

  @Test
  void whatItWasHeldAgainstConcernsItToo() {
    from(application("shop", "between"), "https://git.example/mono");
    ObjectNode between = application("between", "infra");
    from(between, "https://git.example/mono");
    from(application("infra"), "https://git.example/mono");
    Application self = read(applications.get(key("shop")));
    Dependencies dependencies = new Dependencies(self, others, expressions);
    stands(between, "False", "Syncing", "c2");
    assertThat(dependencies.blocked(List.of("c2"))).isPresent();
    assertThat(dependencies.concerning()).containsExactly(key("between"));

    stands(between, "True", "Converged", "c2");

    assertThat(dependencies.blocked(List.of("c2"))).isPresent();
    assertThat(dependencies.concerning()).containsExactly(key("between"), key("infra"));
  }

  @Test
  void everyWayToWriteAnAddressIsOneRepository() {
    assertThat(
            List.of(
                "https://git.example/org/mono",
                "https://git.example/org/mono.git/",
                "https://user@git.example:443/org/mono.git",
                "ssh://git@Git.Example:22/org/mono.git",
                "git@git.example:org/mono.git"))
        .extracting(SourceNames::repository)
        .containsOnly("git.example/org/mono");
    assertThat(SourceNames.repository("file:///srv/git/mono"))
        .isNotEqualTo(SourceNames.repository("file:///srv/git/other"));
  }
}
