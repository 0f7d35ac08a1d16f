package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncEvent;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One application of 3,000 objects, which is what a large one has. */
class LargeSyncTest {

  private static final int OBJECTS = 3_000;
  private static final int MANIFEST = 2_000;

  private final Bench bench = new Bench();

  @Test
  void itsRecordsAreWellBelowWhatABrokerTakes() throws Exception {
    // given
    bench.arrives(plan("p1").wave(objects("a")).wave(config("last")));

    // when
    while (!bench.running.isEmpty()) {
      bench.ends(bench.running.get(0).task().ref());
    }
    int state = size(bench.sync);
    bench.settled("p1", 0).ends(config("last"));

    // then
    SyncEvent.Succeeded succeeded = bench.last(SyncEvent.Succeeded.class);
    assertThat(succeeded.counts().created()).isEqualTo(OBJECTS + 1);
    assertThat(succeeded.account().objects()).hasSize(OBJECTS + 1);
    assertThat(size(succeeded)).isLessThan(Topic.MAX_RECORD_BYTES / 16);
    assertThat(size(bench.inventory)).isLessThan(Topic.MAX_RECORD_BYTES / 8);
    assertThat(state).isLessThan(Topic.MAX_RECORD_BYTES * 3 / 4);
  }

  @Test
  void soAreThoseOfOneThatFailsWhole() throws Exception {
    // given
    bench.arrives(plan("p1").wave(objects("a")));
    TaskOutcome failed =
        new TaskOutcome.Failed(new Fault(Fault.Cause.INVALID, "x".repeat(5_000), false, null));

    // when
    while (!bench.running.isEmpty()) {
      bench.ends(bench.running.get(0).task().ref(), failed);
    }

    // then
    SyncEvent.Failed event = bench.last(SyncEvent.Failed.class);
    assertThat(event.failures()).hasSize(OBJECTS);
    assertThat(size(event)).isLessThan(Topic.MAX_RECORD_BYTES / 2);
    assertThat(size(bench.inventory)).isLessThan(Topic.MAX_RECORD_BYTES / 2);
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.FAILED);
  }

  private static PlanMade.Apply[] objects(String prefix) {
    ObjectNode manifest = Json.mapper().createObjectNode().put("data", "x".repeat(MANIFEST));
    return IntStream.range(0, OBJECTS)
        .mapToObj(i -> config("some-longer-name-of-an-object-" + prefix + i))
        .map(ref -> new PlanMade.Apply(ref, manifest, "digest-" + ref.name()))
        .toArray(PlanMade.Apply[]::new);
  }

  private static int size(Event event) throws JsonProcessingException {
    return Json.mapper().writeValueAsBytes(event).length;
  }
}
