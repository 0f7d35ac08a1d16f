package dev.plumbline.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.ObjectHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One file for each state of each kind: {@code <kind>-<state>[-<why>].yaml}, first line {@code #}
 * and the message.
 */
class HealthRulesTest {

  private static final Path FILES = Path.of("src/test/resources/health");

  static Stream<String> files() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      return names.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void tellsTheStateAndAMessageForAPerson(String file) throws IOException {
    String text = Files.readString(FILES.resolve(file));
    ObjectNode object = TestObjects.yaml(text);
    ObjectRef ref = TestObjects.ref(object);

    ObjectHealth health = HealthRules.builtIn().of(ref, object);

    assertThat(health.status().name().toLowerCase(Locale.ROOT)).isEqualTo(file.split("[-.]")[1]);
    assertThat(health.message())
        .isEqualTo(text.lines().findFirst().orElseThrow().substring(1).strip());
  }

  @Test
  void aPodThatCannotBeScheduledIsNoTroubleYetButSaysWhatItWaitsFor() throws IOException {
    ObjectNode pod =
        TestObjects.yaml(Files.readString(FILES.resolve("pod-progressing-unschedulable.yaml")));

    assertThat(Pods.trouble(pod)).isEmpty();
    assertThat(Pods.waiting(pod)).hasValueSatisfying(m -> assertThat(m).contains("0/3 nodes"));
  }

  @Test
  void aPodWithAWrongImageIsTroubleWithContainerAndImage() throws IOException {
    ObjectNode pod =
        TestObjects.yaml(Files.readString(FILES.resolve("pod-degraded-imagepullbackoff.yaml")));

    assertThat(Pods.trouble(pod))
        .hasValueSatisfying(
            m -> assertThat(m).contains("ImagePullBackOff", "container web", "nginx:nope"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', ConfigMap, false",
    "'', Secret, false",
    "rbac.authorization.k8s.io, Role, false",
    "apps, Deployment, true",
    "'', Service, true",
    "example.com, Secret, true",
    "example.com, Widget, true"
  })
  void onlyKindsWithAStatusAreWatchedWhole(String group, String kind, boolean whole) {
    assertThat(HealthRules.builtIn().readsStatus(group, kind)).isEqualTo(whole);
  }
}
