package dev.plumbline.driftdetector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.Marks;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.Inventory.Phase;
import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.PlanMade.Prune;
import dev.plumbline.contracts.events.SyncEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Objects that bear an application's mark and that neither Git nor its inventory has. */
class ExtraObjectsTest extends Pipeline {

  private void converged(Manifest... manifests) throws Exception {
    desire(manifests);
    applier.carryOut(plan(1));
    awaitTold("ConvergenceReached");
  }

  /** Puts an object with our mark there, as no sync of ours does; gives its uid. */
  private String make(Manifest manifest) throws Exception {
    return make(manifest, DetectorProcess.INSTALLATION, manifest.ref());
  }

  private String make(Manifest manifest, String installation, ObjectRef marked) throws Exception {
    ObjectNode object = Marks.mark(CIPHER.open(manifest.object()), marked, installation, uid, key);
    return hand.create(manifest.ref(), object).at("/metadata/uid").asText();
  }

  private List<ObjectDrift> detected() {
    return log.of(DriftEvent.Detected.class, event -> event.application().equals(key)).stream()
        .flatMap(event -> event.objects().stream())
        .toList();
  }

  @Test
  void oneIsToldAndPrunedByItsUidAndConvergenceIsNotToldAgain() throws Exception {
    // given
    converged(config("a", "1"));

    // when
    String made = make(config("b", "1"));

    // then
    PlanMade plan = plan(2);
    assertThat(plan.prunes()).containsExactly(new Prune(configRef("b"), made));
    assertThat(plan.waves()).isEmpty();
    applier.carryOut(plan);
    awaitTold("ConvergenceReached", "Detected", "Cleared");
    assertThat(detected()).extracting(ObjectDrift::kind).containsExactly(ObjectDrift.Kind.EXTRA);
    awaitStatus("Ready", "Converged");
    assertThat(plans()).hasSize(2);
  }

  @Test
  void oneOfAKindThatTheApplicationHasNoLongerIsSeenToo() throws Exception {
    // given
    converged(config("a", "1"), web("web:1"));
    desire(config("a", "1"));
    applier.carryOut(plan(2));

    // when
    String made = make(web("web:1"));

    // then
    assertThat(plan(3).prunes()).containsExactly(new Prune(webRef(), made));
  }

  @Test
  void oneThatIsMadeAgainAsSoonAsItIsPrunedGoesAgainAndThatIsTold() throws Exception {
    // given
    converged(config("a", "1"), config("b", "1"));
    desire(config("a", "1"));
    PlanMade dropping = plan(2);
    applier.prune(dropping.prunes().get(0));

    // when
    String made = make(config("b", "1"));
    applier.tell(dropping, Phase.SUCCEEDED, -1);

    // then
    PlanMade again = plan(3);
    assertThat(again.prunes()).containsExactly(new Prune(configRef("b"), made));
    applier.carryOut(again);
    awaitTold("ConvergenceReached", "ConvergenceReached", "Detected", "Cleared");
  }

  @Test
  void whatBearsAnothersMarkOrACopyOfOursIsLeftAlone() throws Exception {
    // given
    converged(config("a", "1"));

    // when
    make(config("copy", "1"), DetectorProcess.INSTALLATION, configRef("a"));
    make(config("stage", "1"), "another-installation", configRef("stage"));
    String extra = make(config("extra", "1"));

    // then
    assertThat(plan(2).prunes()).containsExactly(new Prune(configRef("extra"), extra));
    awaitTold("ConvergenceReached", "Detected");
    assertThat(detected()).extracting(ObjectDrift::ref).containsExactly(configRef("extra"));
  }

  @Test
  void whatASyncHasJustMadeIsNotTakenForOneThoughItsInventoryIsStillOnItsWay() throws Exception {
    // given a sync that made an object, and nothing heard of it yet
    converged(config("a", "1"));
    desire(config("a", "1"), config("b", "1"));
    PlanMade making = plan(2);
    applier.apply(making, 0);

    // when Git drops the object again
    desire(config("a", "2"));

    // then nothing is said of it
    PlanMade dropping = plan(3);
    assertThat(dropping.prunes()).isEmpty();

    // and it goes as what a sync made and Git dropped, once the inventory that has it is there
    applier.tell(making, Phase.SUPERSEDED, 0);
    send(
        new SyncEvent.Superseded(
            key, uid, dropping.planId(), List.of(), dropping.trigger(), SyncEvent.Counts.NONE, ""));
    assertThat(plan(4).prunes()).extracting(Prune::ref).containsExactly(configRef("b"));
    assertThat(detected()).isEmpty();
  }
}
