package dev.plumbline.applier.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.PlanMade;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PruneJudgementTest {
  private static final ObjectRef REF = Plans.config("a");

  @Test
  void anObjectAsPlannedIsDeletedAtItsVersion() {
    assertThat(judge(live("u1", mark("plumbline", "app-1", REF)), "u1"))
        .isEqualTo(new PruneJudgement.Delete("u1", "7", List.of(), null));
  }

  @Test
  void withoutAUidToCompareTheMarkDecides() {
    assertThat(judge(live("u1", mark("plumbline", "app-1", REF)), ""))
        .isEqualTo(new PruneJudgement.Delete("u1", "7", List.of(), null));
  }

  @Test
  void anAbsentObjectIsGone() {
    assertThat(judge(null, "u1")).isEqualTo(new PruneJudgement.Over(new TaskOutcome.Gone()));
  }

  @Test
  void anObjectCreatedAgainIsLeftAlone() {
    leftAlone(live("u2", mark("plumbline", "app-1", REF)), "it was deleted and created again");
  }

  @Test
  void anObjectOfAnotherApplicationIsLeftAlone() {
    leftAlone(live("u1", mark("plumbline", "app-2", REF)), "it belongs to another application");
  }

  @Test
  void anObjectOfAnotherInstallationIsLeftAlone() {
    leftAlone(live("u1", mark("staging", "app-1", REF)), "it belongs to another installation");
  }

  @Test
  void anObjectWithACopiedMarkIsLeftAlone() {
    leftAlone(
        live("u1", mark("plumbline", "app-1", Plans.config("b"))),
        "it does not bear a mark of its own");
  }

  @Test
  void anObjectWithoutMarkIsLeftAlone() {
    leftAlone(live("u1", null), "it does not bear a mark of its own");
  }

  @Test
  void anObjectBeingDeletedIsWaitedFor() {
    // given
    ObjectNode live = live("u1", mark("plumbline", "app-1", REF));
    ObjectNode metadata = (ObjectNode) live.get("metadata");
    metadata.put("deletionTimestamp", "2026-01-01T00:00:00Z");
    metadata.putArray("finalizers").add("example.com/hold");

    // then
    assertThat(judge(live, "u1"))
        .isEqualTo(
            new PruneJudgement.Over(new TaskOutcome.StillThere(List.of("example.com/hold"))));
  }

  private static void leftAlone(ObjectNode live, String because) {
    assertThat(judge(live, "u1"))
        .isEqualTo(new PruneJudgement.Over(new TaskOutcome.LeftAlone(because)));
  }

  private static PruneJudgement judge(@Nullable ObjectNode live, String uid) {
    return PruneJudgement.of(live, new PlanMade.Prune(REF, uid), "plumbline", "app-1");
  }

  private static String mark(String installation, String application, ObjectRef ref) {
    return new Tracking(installation, application, ref.id()).toString();
  }

  private static ObjectNode live(String uid, @Nullable String mark) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("uid", uid).put("resourceVersion", "7");
    if (mark != null) {
      metadata.putObject("annotations").put(Tracking.ANNOTATION, mark);
    }
    return object;
  }

  @Test
  void aClaimOfAnotherApplicationIsTold() {
    // given
    ObjectNode live = live("u1", mark("plumbline", "app-1", REF));
    live.withObject("/metadata/annotations")
        .put(Tracking.CLAIM_ANNOTATION, mark("plumbline", "app-2", REF));

    // then
    assertThat(judge(live, "u1"))
        .isEqualTo(new PruneJudgement.Delete("u1", "7", List.of(), "app-2"));
  }

  @Test
  void aClaimOnAnotherObjectOrOfAnotherInstallationCountsForNothing() {
    for (String claim :
        List.of(
            mark("plumbline", "app-2", Plans.config("b")),
            mark("staging", "app-2", REF),
            mark("plumbline", "app-1", REF))) {
      ObjectNode live = live("u1", mark("plumbline", "app-1", REF));
      live.withObject("/metadata/annotations").put(Tracking.CLAIM_ANNOTATION, claim);
      assertThat(judge(live, "u1"))
          .isEqualTo(new PruneJudgement.Delete("u1", "7", List.of(), null));
    }
  }
}
