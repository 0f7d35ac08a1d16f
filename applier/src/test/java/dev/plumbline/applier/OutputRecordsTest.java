package dev.plumbline.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.applier.model.Output;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.ApplicationEvent;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncState;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.stream.OutgoingRecord;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutputRecordsTest {

  private static final ApplicationKey KEY = new ApplicationKey("default", "shop");
  private static final PlanMade PLAN = new PlanDraft(KEY, "p1", "uid", 1, 0).made();

  private final OutputRecords records =
      new OutputRecords(new EventCodec("applier", Clock.systemUTC(), new Random(1)), Topic::name);

  @Test
  void ofWhatIsWrittenTogetherOnlyTheLastWordOnTheSyncIsWritten() throws Exception {
    // when
    List<OutgoingRecord> written =
        records.of(KEY.toString(), List.of(told(state(1)), told(superseded()), told(state(2))));

    // then
    assertThat(written).extracting(OutgoingRecord::topic).containsExactly("SYNC", "SYNCS");
    assertThat(Json.mapper().readTree(written.get(1).value()).path("nextWave").asInt())
        .isEqualTo(2);
  }

  @Test
  void itsEndIsTheLastWordOnIt() {
    // when
    List<OutgoingRecord> written =
        records.of(
            KEY.toString(),
            List.of(told(state(1)), new Output.Erased(EventType.SYNCS, null), told(superseded())));

    // then
    assertThat(written).extracting(OutgoingRecord::topic).containsExactly("SYNCS", "SYNC");
    assertThat(written.get(0).value()).isNull();
  }

  private static SyncState state(int next) {
    return new SyncState(KEY, "uid", PLAN, next, false, SyncEvent.Counts.NONE, Instant.EPOCH);
  }

  private static SyncEvent superseded() {
    return new SyncEvent.Superseded(
        KEY, "uid", "p0", List.of(), PLAN.trigger(), SyncEvent.Counts.NONE, "a newer one", null);
  }

  private static Output told(ApplicationEvent event) {
    return new Output.Told(event, TraceParent.root(new Random(1)));
  }
}
