package dev.plumbline.renderer;

import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.renderer.model.History;
import dev.plumbline.rendering.LastGood;
import dev.plumbline.rendering.Outcome;
import dev.plumbline.service.ResourceView;
import dev.plumbline.stream.OutgoingRecord;
import dev.plumbline.stream.PermanentFailureException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at an application: what its ref is now, whether its last render stands, and else a new
 * one. It ends with an event, or with nothing when nothing is new. Runs on the application's lane,
 * so looks at one application never overlap.
 */
final class RenderStep {

  private static final Logger LOG = LoggerFactory.getLogger(RenderStep.class);
  private static final int RECORD_MARGIN = 64 * 1024;
  private static final double JITTER = 0.2;

  private final ResourceView<Application> applications;
  private final Sources sources;
  private final Evaluations evaluations;
  private final EventRecords records;
  private final RenderMetrics metrics;
  private final Clock clock;
  private final RandomGenerator random;

  /** An application at a commit, being looked at for a reason. */
  private record Subject(
      OwnedApplications owned, Application application, Look look, List<SourceRevision> revisions) {

    Subject {
      revisions = List.copyOf(revisions);
    }

    History history() {
      return owned.history(application.key());
    }
  }

  RenderStep(
      ResourceView<Application> applications,
      Sources sources,
      Evaluations evaluations,
      EventRecords records,
      RenderMetrics metrics,
      Clock clock,
      RandomGenerator random) {
    this.applications = applications;
    this.sources = sources;
    this.evaluations = evaluations;
    this.records = records;
    this.metrics = metrics;
    this.clock = clock;
    this.random = random;
  }

  /** Looks; completes when the effect is stored. */
  CompletionStage<Void> look(OwnedApplications owned, Look look) {
    owned.cancelRetry(look.application());
    Optional<Application> found =
        applications.get(look.application().namespace(), look.application().name());
    if (found.isEmpty()) {
      return forget(owned, look);
    }
    Application application = found.get();
    boolean another = look.uid().filter(uid -> !uid.equals(application.uid())).isPresent();
    if (another || application.deleting()) {
      return CompletableFuture.completedFuture(null);
    }
    return sources
        .resolve(application, look.hinted(), look.since())
        .thenCompose(
            resolution ->
                resolution instanceof Resolution.Found at
                    ? evaluate(new Subject(owned, application, look, at.revisions()), at)
                    : failed(
                        new Subject(owned, application, look, List.of()),
                        new Outcome.Failed(
                            ((Resolution.NotFound) resolution).failure(), Optional.empty())));
  }

  private CompletionStage<Void> forget(OwnedApplications owned, Look look) {
    History history = owned.history(look.application());
    if (history.good().isEmpty()) {
      owned.remember(look.application(), history.forgotten());
      return CompletableFuture.completedFuture(null);
    }
    LOG.info("An application is gone, its desired state goes key={}", look.application());
    return owned
        .partition()
        .write(List.of(records.noDesired(look.application(), look.cause())))
        .thenRun(() -> owned.remember(look.application(), history.forgotten()));
  }

  private CompletionStage<Void> evaluate(Subject subject, Resolution.Found at) {
    if (!subject.look().recheck()
        && subject.history().isSettled(subject.application(), subject.revisions())) {
      followRemotes(subject);
      return CompletableFuture.completedFuture(null);
    }
    Instant start = clock.instant();
    return evaluations
        .evaluate(subject.application(), subject.look(), subject.history(), at)
        .thenCompose(
            outcome -> {
              Duration duration = Duration.between(start, clock.instant());
              if (outcome instanceof Outcome.Changed changed) {
                metrics.rendered(duration);
                return changed(subject, changed, duration);
              }
              return outcome instanceof Outcome.Failed failed
                  ? failed(subject, failed)
                  : unchanged(subject);
            })
        .thenRun(() -> followRemotes(subject));
  }

  /** Nobody tells when a remote base moves: it is looked at after the application's interval. */
  private void followRemotes(Subject subject) {
    History history = subject.history();
    boolean putOff = history.lastFailure().filter(last -> last.failure().retriable()).isPresent();
    if (!putOff && history.good().filter(LastGood::mayMove).isPresent()) {
      again(subject, subject.application().spec().intervalOrDefault(), true);
    }
  }

  private CompletionStage<Void> unchanged(Subject subject) {
    Application application = subject.application();
    History history = subject.history();
    metrics.ended("unchanged");
    if (history.isSettled(application, subject.revisions()) || history.good().isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    RenderResult.Unchanged event =
        new RenderResult.Unchanged(
            application.key(),
            application.uid(),
            application.metadata().generation(),
            subject.revisions(),
            subject.look().trigger(),
            history.good().get().sequence(),
            history.good().get().renderKey());
    return subject
        .owned()
        .partition()
        .write(List.of(records.encode(event, subject.look().cause())))
        .thenRun(
            () ->
                subject
                    .owned()
                    .remember(
                        application.key(), history.unchanged(application, subject.revisions())));
  }

  private CompletionStage<Void> changed(
      Subject subject, Outcome.Changed outcome, Duration duration) {
    Application application = subject.application();
    long sequence = subject.history().sequence() + 1;
    Desired desired =
        new Desired(
            application.key(),
            application.uid(),
            application.metadata().generation(),
            sequence,
            outcome.renderKey(),
            subject.revisions(),
            outcome.manifests(),
            outcome.readSets(subject.revisions()),
            subject.look().trigger(),
            clock.instant(),
            outcome.warnings());
    RenderResult.Succeeded succeeded =
        new RenderResult.Succeeded(
            application.key(),
            application.uid(),
            application.metadata().generation(),
            subject.revisions(),
            subject.look().trigger(),
            sequence,
            outcome.renderKey(),
            outcome.manifests().size(),
            duration.toMillis());
    OutgoingRecord state = records.encode(desired, subject.look().cause());
    if (size(state) > Topic.MAX_RECORD_BYTES - RECORD_MARGIN) {
      return failed(subject, tooLarge(size(state)));
    }
    return subject
        .owned()
        .partition()
        .write(List.of(state, records.encode(succeeded, subject.look().cause())))
        .thenRun(
            () -> {
              subject.owned().remember(application.key(), subject.history().succeeded(desired));
              metrics.ended("succeeded");
              LOG.info(
                  "Rendered application={} revisions={} sequence={} objects={} millis={}",
                  application.key(),
                  subject.revisions().stream().map(SourceRevision::commit).toList(),
                  sequence,
                  outcome.manifests().size(),
                  duration.toMillis());
            })
        .handle((done, failure) -> orTooLarge(subject, size(state), failure))
        .thenCompose(stage -> stage);
  }

  private CompletionStage<Void> orTooLarge(
      Subject subject, int bytes, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof PermanentFailureException) {
      return failed(subject, tooLarge(bytes));
    }
    return failure == null
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(failure);
  }

  private static int size(OutgoingRecord record) {
    byte[] value = record.value();
    return value == null ? 0 : value.length;
  }

  private static Outcome.Failed tooLarge(int bytes) {
    return new Outcome.Failed(
        RenderFailure.lasting(
            FailureReason.TooLarge,
            "the desired state has "
                + bytes
                + " bytes, more than a record of "
                + Topic.MAX_RECORD_BYTES
                + " bytes holds: split the application"),
        Optional.empty());
  }

  private CompletionStage<Void> failed(Subject subject, Outcome.Failed outcome) {
    Application application = subject.application();
    History history = subject.history();
    History after = history.failed(application, subject.revisions(), outcome);
    RenderFailure failure = outcome.failure();
    metrics.ended("failed");
    metrics.failed(failure.reason());
    CompletionStage<Void> told = CompletableFuture.completedFuture(null);
    if (!history.wasTold(application, failure)) {
      LOG.info(
          "Render failed application={} reason={} retriable={}",
          application.key(),
          failure.reason(),
          failure.retriable());
      told =
          subject
              .owned()
              .partition()
              .write(List.of(records.encode(event(subject, failure), subject.look().cause())));
    }
    return told.thenRun(
        () -> {
          subject.owned().remember(application.key(), after);
          if (failure.retriable()) {
            again(subject, after.retryAfter(), subject.look().recheck());
          }
        });
  }

  private static RenderResult.Failed event(Subject subject, RenderFailure failure) {
    Application application = subject.application();
    return new RenderResult.Failed(
        application.key(),
        application.uid(),
        application.metadata().generation(),
        subject.revisions(),
        subject.look().trigger(),
        failure.reason(),
        failure.message(),
        failure.errors());
  }

  private void again(Subject subject, Duration after, boolean recheck) {
    double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
    subject
        .owned()
        .retry(
            subject.application().key(),
            Duration.ofMillis((long) (after.toMillis() * factor)),
            () -> look(subject.owned(), subject.look().again(clock.instant(), recheck)));
  }
}
