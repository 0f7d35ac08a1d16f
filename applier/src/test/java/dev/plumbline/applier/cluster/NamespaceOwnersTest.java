package dev.plumbline.applier.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.PlanDraft;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade.NamespaceMetadata;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Applications that say what the namespace that they share is to bear. */
class NamespaceOwnersTest extends HandOnCluster {
  private static final ObjectTask.EnsureNamespace TASK =
      new ObjectTask.EnsureNamespace("shared-by-teams");
  private static final ObjectRef NAMESPACE = TASK.ref();

  private final Map<String, Application> applications = new HashMap<>();
  private final Map<String, ApplicationKey> unread = new HashMap<>();
  private final ClusterHand plumbline = handOf("plumbline");
  private final ClusterHand east = handOf("east");

  @AfterEach
  void removeNamespace() throws ClusterException {
    cluster.delete(NAMESPACE, null, null, Propagation.BACKGROUND);
    awaitGone(NAMESPACE);
  }

  @Test
  void eachTakesAwayOnlyWhatItBrought() throws Exception {
    // given
    ready(ensure("a", Map.of("team", "a", "tier", "1")));
    ready(ensure("b", Map.of("cost", "b", "tier", "1")));
    String settled = version();

    // when both come again
    ready(ensure("a", Map.of("team", "a", "tier", "1")));
    ready(ensure("b", Map.of("cost", "b", "tier", "1")));

    // then nothing was written
    assertThat(version()).isEqualTo(settled);

    // and when
    ready(ensure("a", Map.of()));

    // then
    assertThat(label("team")).isEmpty();
    assertThat(label("cost")).isEqualTo("b");
    assertThat(label("tier")).isEqualTo("1");
  }

  @Test
  void whoWantsAnotherValueIsRefusedAndToldWhoHasIt() throws Exception {
    // given
    ready(ensure("a", Map.of("team", "a")));
    String settled = version();

    // when
    TaskOutcome second = ensure("b", Map.of("team", "b"));
    ready(ensure("a", Map.of("team", "a")));
    TaskOutcome again = ensure("b", Map.of("team", "b"));

    // then
    assertThat(failed(second).fault().reason()).isEqualTo("OwnedByAnother");
    assertThat(failed(second).fault().message())
        .isEqualTo("its label team is to be 'b' here, and is 'a' by application default/a");
    assertThat(failed(again).fault().passing()).isFalse();
    assertThat(version()).isEqualTo(settled);
  }

  @Test
  void whatTheFirstNoLongerSaysIsFreeThoughItHasNotSyncedSince() throws Exception {
    // given
    ready(ensure("a", Map.of("team", "a")));

    // when
    says("a", Map.of());

    // then
    ready(ensure("b", Map.of("team", "b")));
    assertThat(label("team")).isEqualTo("b");
    ready(ensure("a", Map.of()));
    assertThat(label("team")).isEqualTo("b");
  }

  @Test
  void whatAnApplicationThatIsGoneLeftIsFree() throws Exception {
    // given
    ready(ensure("a", Map.of("team", "a")));

    // when
    applications.remove("uid-a");

    // then
    ready(ensure("b", Map.of("team", "b")));
    assertThat(label("team")).isEqualTo("b");
  }

  @Test
  void whatAnApplicationThatCannotBeReadHasItBearStays() throws Exception {
    // given
    ready(ensure("a", Map.of("team", "a")));

    // when
    unread.put("uid-a", applications.remove("uid-a").key());

    // then
    assertThat(failed(ensure("b", Map.of("team", "b"))).fault().message())
        .contains("application default/a, which cannot be read");
    assertThat(label("team")).isEqualTo("a");
  }

  @Test
  void whatSomebodyWroteByHandGivesWay() throws Exception {
    // given
    ready(ensure("a", Map.of("team", "a")));

    // when
    byHand(NAMESPACE, "{\"metadata\": {\"labels\": {\"team\": \"x\"}}}");

    // then
    ready(ensure("a", Map.of("team", "a")));
    assertThat(label("team")).isEqualTo("a");
  }

  @Test
  void anotherInstallationKeepsWhatItHasTheNamespaceBear() throws Exception {
    // given
    ready(ensure(east, "a", Map.of("team", "east")));

    // when
    TaskOutcome refused = ensure("b", Map.of("team", "b"));
    ready(ensure("b", Map.of("tier", "1")));

    // then
    assertThat(failed(refused).fault().message())
        .contains("'east' by the installation 'east' of Plumbline");
    assertThat(label("team")).isEqualTo("east");
  }

  @Test
  void anApplicationThatHasTheNamespaceInGitKeepsWhatItsManifestSays() throws Exception {
    // given
    ObjectNode manifest =
        json("apiVersion: v1\nkind: Namespace\nmetadata: {name: shared-by-teams}\n");
    manifest.withObject("/metadata/labels").put("team", "a");
    says("a", Map.of());
    assertThat(plumbline.perform(of("a").made(), applying(manifest, null), OURS))
        .isInstanceOf(TaskOutcome.Applied.class);

    // when
    TaskOutcome refused = ensure("b", Map.of("team", "b"));

    // then
    assertThat(failed(refused).fault().message()).contains("'a' by application default/a");
    assertThat(label("team")).isEqualTo("a");
  }

  private TaskOutcome ensure(String application, Map<String, String> labels) {
    return ensure(plumbline, application, labels);
  }

  private TaskOutcome ensure(ClusterHand hand, String application, Map<String, String> labels) {
    says(application, labels);
    return hand.perform(
        of(application).bearing(new NamespaceMetadata(labels, Map.of())).made(), TASK, OURS);
  }

  private void says(String application, Map<String, String> labels) {
    ObjectNode resource = Json.mapper().createObjectNode();
    resource
        .putObject("metadata")
        .put("namespace", "default")
        .put("name", application)
        .put("uid", "uid-" + application);
    ObjectNode spec = resource.putObject("spec");
    spec.putObject("source").put("repoURL", "https://git.example/shop");
    spec.putObject("destination").put("namespace", NAMESPACE.name());
    ObjectNode policy = spec.putObject("syncPolicy");
    policy.putArray("syncOptions").add("CreateNamespace=true");
    labels.forEach(policy.withObject("/managedNamespaceMetadata/labels")::put);
    applications.put("uid-" + application, Json.mapper().convertValue(resource, Application.class));
  }

  private static PlanDraft of(String application) {
    return new PlanDraft(
        new ApplicationKey("default", application), "p-" + application, "uid-" + application, 1, 0);
  }

  private ClusterHand handOf(String installation) {
    return new ClusterHand(
        (name, application, object) -> cluster,
        Admission.OPEN,
        Accounts.OWN,
        new SecretCipher(KeyRing.of("k1", new byte[32])),
        installation,
        new OtherApplications(
            uid -> Optional.ofNullable(applications.get(uid)),
            uid -> Optional.ofNullable(unread.get(uid)),
            cluster,
            String::equals),
        new TakeOver(TakeOver.USUAL));
  }

  private static void ready(TaskOutcome outcome) {
    assertThat(outcome).isInstanceOf(TaskOutcome.NamespaceReady.class);
  }

  private static String label(String key) throws ClusterException {
    return cluster.get(NAMESPACE).orElseThrow().path("metadata").path("labels").path(key).asText();
  }

  private static String version() throws ClusterException {
    return cluster.get(NAMESPACE).orElseThrow().at("/metadata/resourceVersion").asText();
  }
}
