package dev.plumbline.webhookingest;

import dev.plumbline.contracts.events.EncodedEvent;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where revisions are written. */
interface RevisionLog {

  /** Writes events; done when the broker has stored all of them on all in-sync replicas. */
  CompletionStage<Void> append(List<EncodedEvent> events);
}
