package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The account of a plan being carried out. */
public sealed interface SyncEvent extends ApplicationEvent {

  /** The plan. */
  String planId();

  /** The commits it brings. */
  List<SourceRevision> revisions();

  /** What set the chain going. */
  Trigger trigger();

  /** The plan was accepted; objects are about to be written. */
  record Started(
      ApplicationKey application,
      String applicationUid,
      String planId,
      PlanMade.Kind kind,
      PlanMade.Reason reason,
      List<SourceRevision> revisions,
      Trigger trigger,
      int waves,
      int objects)
      implements SyncEvent {
    public Started {
      revisions = List.copyOf(revisions);
    }
  }

  /**
   * A step's objects are written.
   *
   * @param wave index of the step, from 0, as in {@link Inventory#wave()}
   * @param phase of the step; null in records of earlier releases
   * @param number the wave's number, as annotations say it; null in records of earlier releases
   */
  record Progressed(
      ApplicationKey application,
      String applicationUid,
      String planId,
      List<SourceRevision> revisions,
      Trigger trigger,
      int wave,
      Counts counts,
      @Nullable SyncPhase phase,
      @Nullable Integer number)
      implements SyncEvent {
    public Progressed {
      revisions = List.copyOf(revisions);
    }

    /** Without what earlier releases did not tell. */
    public Progressed(
        ApplicationKey application,
        String applicationUid,
        String planId,
        List<SourceRevision> revisions,
        Trigger trigger,
        int wave,
        Counts counts) {
      this(application, applicationUid, planId, revisions, trigger, wave, counts, null, null);
    }
  }

  /**
   * Everything in the plan is done. This says nothing of health: convergence does.
   *
   * @param durationMillis since the plan was accepted, in milliseconds
   * @param account the whole of it; null in records of earlier releases
   */
  record Succeeded(
      ApplicationKey application,
      String applicationUid,
      String planId,
      PlanMade.Kind kind,
      PlanMade.Reason reason,
      List<SourceRevision> revisions,
      Trigger trigger,
      Counts counts,
      long durationMillis,
      @Nullable SyncAccount account)
      implements SyncEvent {
    public Succeeded {
      revisions = List.copyOf(revisions);
    }

    /** Without what earlier releases did not tell. */
    public Succeeded(
        ApplicationKey application,
        String applicationUid,
        String planId,
        PlanMade.Kind kind,
        PlanMade.Reason reason,
        List<SourceRevision> revisions,
        Trigger trigger,
        Counts counts,
        long durationMillis) {
      this(
          application,
          applicationUid,
          planId,
          kind,
          reason,
          revisions,
          trigger,
          counts,
          durationMillis,
          null);
    }
  }

  /**
   * Some objects could not be written, after retries where those may help, or a hook failed, or it
   * took too long.
   *
   * @param account the whole of it; null in records of earlier releases
   */
  record Failed(
      ApplicationKey application,
      String applicationUid,
      String planId,
      PlanMade.Reason reason,
      List<SourceRevision> revisions,
      Trigger trigger,
      Counts counts,
      List<ObjectFailure> failures,
      int attempt,
      @Nullable SyncAccount account)
      implements SyncEvent {
    public Failed {
      revisions = List.copyOf(revisions);
      failures = List.copyOf(failures);
    }

    /** Without what earlier releases did not tell. */
    public Failed(
        ApplicationKey application,
        String applicationUid,
        String planId,
        PlanMade.Reason reason,
        List<SourceRevision> revisions,
        Trigger trigger,
        Counts counts,
        List<ObjectFailure> failures,
        int attempt) {
      this(
          application,
          applicationUid,
          planId,
          reason,
          revisions,
          trigger,
          counts,
          failures,
          attempt,
          null);
    }
  }

  /**
   * The plan was stopped between two objects, or refused, because a newer state is known.
   *
   * @param cause for a person: by which plan, or which basis was stale
   * @param account the whole of it; null when nothing was done, and in records of earlier releases
   */
  record Superseded(
      ApplicationKey application,
      String applicationUid,
      String planId,
      List<SourceRevision> revisions,
      Trigger trigger,
      Counts counts,
      String cause,
      @Nullable SyncAccount account)
      implements SyncEvent {
    public Superseded {
      revisions = List.copyOf(revisions);
    }

    /** Without what earlier releases did not tell. */
    public Superseded(
        ApplicationKey application,
        String applicationUid,
        String planId,
        List<SourceRevision> revisions,
        Trigger trigger,
        Counts counts,
        String cause) {
      this(application, applicationUid, planId, revisions, trigger, counts, cause, null);
    }
  }

  /**
   * How many objects ended how.
   *
   * @param skipped those left alone; null for none
   * @param hooks hooks that succeeded; null for none
   */
  record Counts(
      int created,
      int configured,
      int unchanged,
      int pruned,
      int failed,
      @Nullable Integer skipped,
      @Nullable Integer hooks) {
    /** Nothing done yet. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    /** None of them skipped, and no hooks. */
    public Counts(int created, int configured, int unchanged, int pruned, int failed) {
      this(created, configured, unchanged, pruned, failed, null, null);
    }

    /** In words, such as {@code 3 created, 1 hook succeeded}; empty when there is nothing. */
    public String words() {
      int ran = hooks == null ? 0 : hooks;
      return Stream.of(
              words(created, "created"),
              words(configured, "configured"),
              words(unchanged, "unchanged"),
              words(pruned, "pruned"),
              words(skipped == null ? 0 : skipped, "skipped"),
              words(ran, ran == 1 ? "hook succeeded" : "hooks succeeded"),
              words(failed, "failed"))
          .filter(text -> !text.isEmpty())
          .collect(Collectors.joining(", "));
    }

    private static String words(int number, String what) {
      return number > 0 ? number + " " + what : "";
    }
  }
}
