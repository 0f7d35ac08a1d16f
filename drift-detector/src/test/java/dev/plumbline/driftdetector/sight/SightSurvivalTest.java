package dev.plumbline.driftdetector.sight;

import static dev.plumbline.driftdetector.sight.SightFixture.MAPS;
import static dev.plumbline.driftdetector.sight.SightFixture.SECRETS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.driftdetector.sight.SightFixture.Eyes;
import dev.plumbline.testkit.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told, and what is not told again, when a cluster misbehaves. */
class SightSurvivalTest {

  private static final List<Integer> ALL = IntStream.range(0, 64).boxed().toList();

  @TempDir Path directory;
  private SightFixture there;
  private Eyes eyes;

  @BeforeEach
  void start() throws Exception {
    there = new SightFixture(directory);
    there.make("a", 1);
    there.make("b", 2);
    eyes = there.eyes();
  }

  @AfterEach
  void stop() throws Exception {
    there.close();
  }

  private void seeing(WatchedKind... kinds) {
    eyes.uses(kinds);
    eyes.eye.shards(ALL, true);
    eyes.await("+a", "+b");
    eyes.awaitRequests("watch", kinds.length);
  }

  private void awaitSeen(String... inOrder) {
    Waiting.until(
        SightFixture.SOON,
        () -> "seen " + eyes.seen + ", wanted " + List.of(inOrder),
        () -> eyes.seen.equals(List.of(inOrder)));
  }

  private void awaitTrouble(WatchedKind kind, boolean there) {
    Waiting.until(
        SightFixture.SOON,
        () -> "trouble " + eyes.eye.trouble(kind),
        () -> eyes.eye.trouble(kind).isPresent() == there);
  }

  @Test
  void aConnectionThatBreaksCostsNothing() throws Exception {
    // given
    seeing(MAPS);

    // when: it breaks again and again, and something happens in between
    for (int i = 2; i < 5; i++) {
      there.api.cutStreams();
      eyes.awaitRequests("watch", i);
    }
    there.edit("b");

    // then
    awaitSeen("+a", "+b", "+b");
    assertThat(eyes.requests("list")).isEqualTo(1);
    assertThat(eyes.count("plumbline.detector.watch.restarts")).isGreaterThanOrEqualTo(3);
    assertThat(eyes.count("plumbline.detector.watch.relists")).isZero();
    assertThat(eyes.lists).hasSize(1);
  }

  @Test
  void aListAfterTheHistoryWasForgottenTellsOnlyWhatIsNew() throws Exception {
    // given: nothing happened
    seeing(MAPS);
    there.api.compactHistory();
    there.api.cutStreams();
    eyes.awaitRequests("list", 3);
    there.api.none();
    int lists = eyes.requests("list");
    assertThat(eyes.seen).containsExactly("+a", "+b");

    // when: something happens while nobody looks
    there.api.stop();
    there.edit("a");
    there.delete("b");
    there.make("c", 3);
    there.api.compactHistory();
    there.api.startAgain();
    eyes.awaitRequests("list", lists + 1);

    // then
    eyes.await("+a", "+b", "-b", "+c");
    assertThat(eyes.seen).hasSize(5);
    assertThat(eyes.count("plumbline.detector.watch.relists")).isGreaterThanOrEqualTo(3);
  }

  @Test
  void aServerThatWasAwayIsTroubleUntilItIsBackAndNothingIsToldAgain() throws Exception {
    // given
    seeing(MAPS);

    // when
    there.api.stop();
    awaitTrouble(MAPS, true);
    assertThat(eyes.eye.trouble(MAPS).orElseThrow().message()).contains("ConfigMap", "there");
    there.api.startAgain();
    awaitTrouble(MAPS, false);
    there.edit("a");

    // then
    awaitSeen("+a", "+b", "+a");
  }

  @Test
  void aKindThatIsDeniedIsTroubleOfThatKindAloneUntilItIsGranted() throws Exception {
    // given
    there.api.answer(403, -1, request -> request.path().endsWith("/secrets"));

    // when
    seeing(MAPS);
    eyes.uses(MAPS, SECRETS);
    awaitTrouble(SECRETS, true);

    // then
    assertThat(eyes.eye.trouble(SECRETS).orElseThrow().message())
        .startsWith("Secret: list of secrets:");
    assertThat(eyes.eye.trouble(MAPS)).isEmpty();
    there.edit("a");
    awaitSeen("+a", "+b", "+a");
    there.api.none();
    awaitTrouble(SECRETS, false);
  }

  @Test
  void aKindThatMayBeListedButNotWatchedStaysInTrouble() {
    // given
    there.api.answer(403, -1, request -> request.watch());

    // when
    eyes.uses(MAPS);
    eyes.eye.shards(ALL, true);
    awaitTrouble(MAPS, true);
    int changes = eyes.changes.get();
    eyes.awaitRequests("list", 2);
    eyes.awaitRequests("watch", 5);

    // then: that it can be listed does not take it back each time
    assertThat(eyes.eye.trouble(MAPS)).isPresent();
    assertThat(eyes.changes).hasValue(changes);
    assertThat(eyes.seen).containsExactlyInAnyOrder("+a", "+b");
  }

  @Test
  void aServerThatAsksForPatienceIsNotTrouble() throws Exception {
    seeing(MAPS);

    there.api.answer(429, 1, request -> true);
    there.api.cutStreams();
    Waiting.until(SightFixture.SOON, () -> "429", () -> there.api.troubled() >= 1);
    there.api.none();
    there.edit("a");

    awaitSeen("+a", "+b", "+a");
    assertThat(eyes.changes.get()).isLessThanOrEqualTo(1);
    assertThat(eyes.requests("list")).isEqualTo(1);
  }

  @Test
  void aKindThatIsServedInAnotherVersionOnlyIsFollowedThere() throws Exception {
    // given: a kind in v1, and an object of it
    String group = there.namespace + ".example.com";
    ObjectRef definition =
        ObjectRef.of("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "widgets." + group);
    there.hand.create(definition, definition(group, "v1"));
    WatchedKind widgets = new WatchedKind(SightFixture.CLUSTER, group, "Widget");
    ObjectRef one = ObjectRef.of(group + "/v1", "Widget", there.namespace, "one");
    Waiting.until(SightFixture.SOON, () -> "no kind", () -> made(one));
    eyes.uses(widgets);
    eyes.eye.shards(ALL, true);
    eyes.await("+one");

    // when: v2 comes, what is stored is written in it, and v1 goes
    there.hand.patch(
        definition,
        null,
        PatchType.MERGE,
        Json.mapper().createObjectNode().set("spec", definition(group, "v1", "v2").get("spec")),
        "hand");
    ObjectRef same = ObjectRef.of(group + "/v2", "Widget", there.namespace, "one");
    Waiting.until(SightFixture.SOON, () -> "v2 does not come", () -> edited(same));
    there.hand.patch(
        definition,
        "status",
        PatchType.MERGE,
        Json.mapper().readTree("{\"status\":{\"storedVersions\":[\"v2\"]}}"),
        "hand");
    there.hand.patch(
        definition,
        null,
        PatchType.MERGE,
        Json.mapper().createObjectNode().set("spec", definition(group, "v2").get("spec")),
        "hand");
    there.api.cutStreams();
    int before = eyes.seen.size();
    Waiting.until(
        SightFixture.SOON, () -> "seen " + eyes.seen, () -> edited(same) && sawMore(before + 1));

    // then: it was never gone
    assertThat(eyes.seen).doesNotContain("-one");
    assertThat(eyes.eye.catalogued(widgets)).isTrue();

    // and when the definition goes, it is
    there.hand.delete(definition, null, null, Propagation.BACKGROUND);
    there.api.cutStreams();
    Waiting.until(
        SightFixture.SOON,
        () -> "lists " + eyes.lists,
        () -> eyes.lists.get(eyes.lists.size() - 1).endsWith("]0"));
  }

  private boolean sawMore(int than) {
    return eyes.seen.size() > than;
  }

  private boolean made(ObjectRef ref) {
    try {
      there.hand.create(ref, SightFixture.object(ref, 5));
      return true;
    } catch (ClusterException e) {
      return false;
    }
  }

  private boolean edited(ObjectRef ref) {
    try {
      there.hand.patch(
          ref,
          null,
          PatchType.MERGE,
          Json.mapper()
              .readTree("{\"metadata\":{\"annotations\":{\"n\":\"" + System.nanoTime() + "\"}}}"),
          "hand");
      return true;
    } catch (ClusterException | IOException e) {
      return false;
    }
  }

  /** The last of the versions is stored. */
  private static ObjectNode definition(String group, String... versions) throws Exception {
    StringBuilder list = new StringBuilder();
    for (String version : versions) {
      list.append(list.length() == 0 ? "" : ",")
          .append(
              """
              {"name": "%s", "served": true, "storage": %s, "schema": {"openAPIV3Schema":
                {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}
              """
                  .formatted(version, version.equals(versions[versions.length - 1])));
    }
    return (ObjectNode)
        Json.mapper()
            .readTree(
                """
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                 "metadata": {"name": "widgets.%s"},
                 "spec": {"group": "%s", "scope": "Namespaced",
                  "names": {"plural": "widgets", "singular": "widget", "kind": "Widget",
                            "listKind": "WidgetList"},
                  "versions": [%s]}}
                """
                    .formatted(group, group, list));
  }
}
