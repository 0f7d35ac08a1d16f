package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.Application;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two applications that want one namespace to bear different things are both told. */
class SharedNamespaceTest {

  private static Application application(String name, String namespace, Map<String, String> labels)
      throws JsonProcessingException {
    ObjectNode application = Json.mapper().createObjectNode();
    application.putObject("metadata").put("namespace", "team").put("name", name).put("uid", name);
    ObjectNode spec = application.putObject("spec");
    spec.putObject("source").put("repoURL", "https://git.example/" + name);
    spec.putObject("destination").put("namespace", namespace);
    ObjectNode policy = spec.putObject("syncPolicy");
    policy.putArray("syncOptions").add("CreateNamespace=true");
    labels.forEach(policy.withObject("/managedNamespaceMetadata/labels")::put);
    return Json.mapper().treeToValue(application, Application.class);
  }

  @Test
  void eachLearnsWhatTheOtherWants() throws Exception {
    Application a = application("a", "shop", Map.of("team", "a", "tier", "1"));
    Application b = application("b", "shop", Map.of("team", "b", "tier", "1", "cost", "7"));
    List<Application> all = List.of(a, b);

    assertThat(SharedNamespace.conflicts(a, () -> all))
        .containsExactly(
            "Namespace shop: its label team is to be 'a' here, and 'b' by application team/b");
    assertThat(SharedNamespace.conflicts(b, () -> all))
        .containsExactly(
            "Namespace shop: its label team is to be 'b' here, and 'a' by application team/a");
    assertThat(SharedNamespace.concerns(a, b)).isTrue();
  }

  @Test
  void whoWantsTheSameOrNothingOrHasAnotherNamespaceIsNoConcern() throws Exception {
    Application a = application("a", "shop", Map.of("team", "a"));
    Application same = application("same", "shop", Map.of("team", "a"));
    Application nothing = application("nothing", "shop", Map.of());
    Application elsewhere = application("elsewhere", "blog", Map.of("team", "x"));

    List<Application> all = List.of(a, same, nothing, elsewhere);

    assertThat(SharedNamespace.conflicts(a, () -> all)).isEmpty();
    assertThat(SharedNamespace.concerns(a, nothing)).isFalse();
    assertThat(SharedNamespace.concerns(a, elsewhere)).isFalse();
    assertThat(SharedNamespace.concerns(a, a)).isFalse();
  }

  @Test
  void theOneThatHasConvergedIsToldByAConditionToo() {
    Scene scene = Scene.converged(WEB);
    scene.namespaceConflicts.add("Namespace shop: its label team is to be 'a' here");

    Decision decision = scene.judge();

    assertThat(Statuses.reason(decision.status(), "SharedResource"))
        .isEqualTo("True/ClaimedByAnother");
    assertThat(Statuses.message(decision.status(), "SharedResource"))
        .startsWith("Namespace shop: its label team is to be 'a' here");
    scene.namespaceConflicts.clear();
    assertThat(scene.judge().status().condition("SharedResource")).isNull();
  }
}
