package dev.plumbline.applier;

import dev.plumbline.applier.model.Effect;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.Output;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.HookEnded;
import dev.plumbline.contracts.events.SyncAccount;
import dev.plumbline.contracts.events.SyncEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
          "Sync started application={} plan={} kind={} reason={} steps={} objects={}",
          e.application(),
          e.planId(),
          e.kind(),
          e.reason(),
          e.waves(),
          e.objects());
    } else if (event instanceof SyncEvent.Progressed e) {
      LOG.debug(
          "Step written application={} plan={} step={} phase={} wave={}",
          e.application(),
          e.planId(),
          e.wave(),
          e.phase(),
          e.number());
    } else if (event instanceof SyncEvent.Succeeded e) {
      ended("succeeded");
      LOG.info(
          "Sync succeeded application={} plan={} created={} configured={} unchanged={} pruned={}"
              + " millis={} stages=\"{}\"",
          e.application(),
          e.planId(),
          e.counts().created(),
          e.counts().configured(),
          e.counts().unchanged(),
          e.counts().pruned(),
          e.durationMillis(),
          stages(e.account()));
    } else if (event instanceof SyncEvent.Failed e) {
      ended("failed");
      LOG.warn(
          "Sync failed application={} plan={} attempt={} failures={} first=\"{}\" stages=\"{}\"",
          e.application(),
          e.planId(),
          e.attempt(),
          e.failures().size(),
          e.failures().get(0).message(),
          stages(e.account()));
    } else if (event instanceof SyncEvent.Superseded e) {
      ended("superseded");
      LOG.info(
          "Sync superseded application={} plan={} cause=\"{}\"",
          e.application(),
          e.planId(),
          e.cause());
    }
  }

  /** Each stage, how long it was written and how long waited for. */
  private static String stages(@Nullable SyncAccount account) {
    return account == null
        ? ""
        : account.stages().stream()
            .map(
                stage ->
                    "%s %s %d+%d ms"
                        .formatted(
                            stage.phase().word(),
                            stage.pruning() ? "pruning" : stage.number(),
                            stage.writeMillis(),
                            stage.waitMillis()))
            .collect(Collectors.joining(", "));
  }

  /** A hook came to its end, as far as one is known that runs. */
  void hookEnded(HookEnded word) {
    count("plumbline.hooks", word.succeeded() ? "succeeded" : "failed");
    LOG.info(
        "Hook ended application={} plan={} step={} object=\"{}\" succeeded={} message=\"{}\"",
        word.application(),
        word.planId(),
        word.step(),
        word.ref(),
        word.succeeded(),
        word.message());
  }

  /** An attempt at an object ended. */
  void attempted(Effect.Perform perform, TaskOutcome outcome) {
    if (outcome instanceof TaskOutcome.Applied applied) {
      count("plumbline.applies", applied.created() ? "created" : "updated");
    } else if (outcome instanceof TaskOutcome.HookCreated created) {
      LOG.info(
          "Hook created application={} plan={} object=\"{}\" adopted={}",
          perform.plan().application(),
          perform.plan().planId(),
          perform.task().ref(),
          created.adopted());
    } else if (outcome instanceof TaskOutcome.Skipped skipped) {
      count("plumbline.applies", "skipped");
      LOG.debug(
          "Object not applied application={} plan={} object=\"{}\" because=\"{}\"",
          perform.plan().application(),
          perform.plan().planId(),
          perform.task().ref(),
          skipped.why());
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
      boolean prune =
          perform.task() instanceof ObjectTask.PruneObject
              || perform.task() instanceof ObjectTask.DeleteHook;
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
