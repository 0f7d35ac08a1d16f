package dev.plumbline.renderer.model;

import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.ReadSet;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.rendering.LastGood;
import dev.plumbline.rendering.Outcome;
import dev.plumbline.rendering.SourceAt;
import dev.plumbline.rendering.SourceFiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of an application between looks at it.
 *
 * @param good its last good render
 * @param sequence the highest sequence used under its name
 * @param last how the last look ended, whose told result everybody has
 * @param failures how many looks in a row failed
 */
public record History(Optional<LastGood> good, long sequence, Optional<Last> last, int failures) {

  /** An application that was never looked at. */
  public static final History NONE = new History(Optional.empty(), 0, Optional.empty(), 0);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(2);

  /**
   * The last look.
   *
   * @param revisions what was looked at; empty when it could not be resolved
   * @param failure null when it was good
   * @param readSets for a failure that only the files are to blame for, what was read of each
   *     source
   */
  public record Last(
      String applicationUid,
      long generation,
      List<SourceRevision> revisions,
      @Nullable RenderFailure failure,
      Optional<List<ReadSet>> readSets) {
    public Last {
      revisions = List.copyOf(revisions);
    }

    private boolean isOf(Application application) {
      return applicationUid.equals(application.uid())
          && generation == application.metadata().generation();
    }
  }

  /** What a state record tells. */
  public static History restored(Desired desired) {
    return new History(
        Optional.of(LastGood.of(desired)),
        desired.sequence(),
        Optional.of(
            new Last(
                desired.applicationUid(),
                desired.generation(),
                desired.revisions(),
                null,
                Optional.empty())),
        0);
  }

  /** Whether this application, as it is specified now, was looked at before. */
  public boolean knows(Application application) {
    return last.filter(l -> l.isOf(application)).isPresent();
  }

  /**
   * Whether the last look saw just this, and it was good: then there is nothing to do. Who wrote a
   * commit is no part of what it is, and earlier releases did not tell.
   */
  public boolean isSettled(Application application, List<SourceRevision> revisions) {
    return last.filter(l -> l.isOf(application))
        .filter(l -> l.failure() == null && anonymous(l.revisions()).equals(anonymous(revisions)))
        .isPresent();
  }

  private static List<SourceRevision> anonymous(List<SourceRevision> revisions) {
    return revisions.stream()
        .map(each -> new SourceRevision(each.repository(), each.targetRevision(), each.commit()))
        .toList();
  }

  /** Whether the last look failed over files that are the same now. */
  public boolean failsAgain(Application application, List<SourceAt> sources) {
    return last.filter(l -> l.isOf(application) && l.failure() != null)
        .flatMap(Last::readSets)
        .filter(readSets -> SourceFiles.stillHold(readSets, sources))
        .isPresent();
  }

  /** The failure that the last look ended with, if it did. */
  public Optional<Outcome.Failed> lastFailure() {
    return last.flatMap(
        l ->
            Optional.ofNullable(l.failure())
                .map(failure -> new Outcome.Failed(failure, l.readSets())));
  }

  /** Whether everybody was told of this failure already. */
  public boolean wasTold(Application application, RenderFailure failure) {
    return last.filter(l -> l.isOf(application))
        .map(Last::failure)
        .filter(failure::saysTheSame)
        .isPresent();
  }

  /** After a good render. */
  public History succeeded(Desired desired) {
    return restored(desired);
  }

  /** After the last good render was found to stand. */
  public History unchanged(Application application, List<SourceRevision> revisions) {
    return new History(
        good, sequence, Optional.of(last(application, revisions, null, Optional.empty())), 0);
  }

  /** After a failure. */
  public History failed(
      Application application, List<SourceRevision> revisions, Outcome.Failed outcome) {
    return new History(
        good,
        sequence,
        Optional.of(last(application, revisions, outcome.failure(), outcome.readSets())),
        failures + 1);
  }

  /** After the application went: only the sequence lives on. */
  public History forgotten() {
    return new History(Optional.empty(), sequence, Optional.empty(), 0);
  }

  /** How long to wait before the next look after the failures so far, before jitter. */
  public Duration retryAfter() {
    Duration delay = FIRST_RETRY;
    for (int i = 1; i < failures && delay.compareTo(LONGEST_RETRY) < 0; i++) {
      delay = delay.multipliedBy(2);
    }
    return delay.compareTo(LONGEST_RETRY) < 0 ? delay : LONGEST_RETRY;
  }

  private static Last last(
      Application application,
      List<SourceRevision> revisions,
      @Nullable RenderFailure failure,
      Optional<List<ReadSet>> readSets) {
    return new Last(
        application.uid(), application.metadata().generation(), revisions, failure, readSets);
  }
}
