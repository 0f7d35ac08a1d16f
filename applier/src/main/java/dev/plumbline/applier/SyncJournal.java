package dev.plumbline.applier;

import dev.plumbline.applier.model.Effect;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.Output;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.SyncEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs and counts what the applier does, at transitions only. */
final class SyncJournal {

  private static final Logger LOG = LoggerFactory.getLogger(SyncJournal.class);

  private final MeterRegistry registry;

  SyncJournal(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Records were stored. */
  void stored(List<Output> outputs) {
    for (Output output : outputs) {
      if (output instanceof Output.Told told) {
        told(told.event());
      }
    }
  }

  private void told(Event event) {
    if (event instanceof SyncEvent.Started e) {
      LOG.info(
          "Sync started application={} plan={} kind={} reason={} waves={} objects={}",
          e.application(),
          e.planId(),
          e.kind(),
          e.reason(),
          e.waves(),
          e.objects());
    } else if (event instanceof SyncEvent.Progressed e) {
      LOG.debug(
          "Wave written application={} plan={} wave={}", e.application(), e.planId(), e.wave());
    } else if (event instanceof SyncEvent.Succeeded e) {
      ended("succeeded");
      LOG.info(
          "Sync succeeded application={} plan={} created={} configured={} unchanged={} pruned={}"
              + " millis={}",
          e.application(),
          e.planId(),
          e.counts().created(),
          e.counts().configured(),
          e.counts().unchanged(),
          e.counts().pruned(),
          e.durationMillis());
    } else if (event instanceof SyncEvent.Failed e) {
      ended("failed");
      LOG.warn(
          "Sync failed application={} plan={} attempt={} failures={} first=\"{}\"",
          e.application(),
          e.planId(),
          e.attempt(),
          e.failures().size(),
          e.failures().get(0).message());
    } else if (event instanceof SyncEvent.Superseded e) {
      ended("superseded");
      LOG.info(
          "Sync superseded application={} plan={} cause=\"{}\"",
          e.application(),
          e.planId(),
          e.cause());
    }
  }

  /** An attempt at an object ended. */
  void attempted(Effect.Perform perform, TaskOutcome outcome) {
    if (outcome instanceof TaskOutcome.Applied applied) {
      count("plumbline.applies", applied.created() ? "created" : "updated");
    } else if (outcome instanceof TaskOutcome.Gone) {
      count("plumbline.prunes", "gone");
    } else if (outcome instanceof TaskOutcome.LeftAlone left) {
      count("plumbline.prunes", "left_alone");
      LOG.info(
          "Object not pruned application={} plan={} object=\"{}\" because=\"{}\"",
          perform.plan().application(),
          perform.plan().planId(),
          perform.task().ref(),
          left.because());
    } else if (outcome instanceof TaskOutcome.Failed failed) {
      boolean prune = perform.task() instanceof ObjectTask.PruneObject;
      count(prune ? "plumbline.prunes" : "plumbline.applies", "failed");
      LOG.info(
          "Object attempt failed application={} plan={} object=\"{}\" reason={} message=\"{}\"",
          perform.plan().application(),
          perform.plan().planId(),
          perform.task().ref(),
          failed.fault().reason(),
          failed.fault().message());
    }
  }

  private void ended(String outcome) {
    count("plumbline.syncs", outcome);
  }

  private void count(String name, String outcome) {
    Counter.builder(name).tag("outcome", outcome).register(registry).increment();
  }
}
