package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.HookEnded;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Applied;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.events.Verdict.OpenPlan;
import dev.plumbline.contracts.events.WaveSettled;
import dev.plumbline.contracts.events.WaveWaiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of a plan under way have come to: whether those that are written are settled,
 * which hooks have ended, and what is waited for. All of it is read off the inventory, which says
 * of each object what step writes it, so that whoever comes later goes on where others left off.
 *
 * @param settled a step to call settled; null for none
 * @param ended hooks whose end is to be told
 * @param waiting what is waited for, when that is to be told; null when not
 * @param told what will have been told then
 * @param waitsFor what the plan waits for just now, worst first; empty for nothing
 * @param phase of the step that is waited for, or written last
 * @param number the wave's number of that step
 * @param wakeAt when there may be something to tell though nothing happens; null for never
 */
record StepWatch(
    @Nullable WaveSettled settled,
    List<HookEnded> ended,
    @Nullable WaveWaiting waiting,
    StepsTold told,
    List<ObjectHealth> waitsFor,
    SyncPhase phase,
    int number,
    @Nullable Instant wakeAt) {

  /**
   * How long a step may take before it is told what it waits for, and between two such tellings.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /**
   * After how long it is said again that an object is gone: whoever was to put it back may have
   * been stopped.
   */
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private static final int NAMED = 10;
  private static final int LONGEST_MESSAGE = 300;

  StepWatch {
    ended = List.copyOf(ended);
    waitsFor = List.copyOf(waitsFor);
  }

  /**
   * Looks at the plan that is open.
   *
   * @param open null for none
   */
  static StepWatch of(ApplicationView view, @Nullable OpenPlan open) {
    Inventory inventory = view.inventory();
    if (open == null) {
      return nothing(StepsTold.NONE);
    }
    StepsTold told = view.stepsTold().of(open.planId());
    if (inventory == null
        || !inventory.planId().equals(open.planId())
        || inventory.phase() != Inventory.Phase.WRITING) {
      return nothing(told);
    }
    return new Look(view, open, inventory).watch(told);
  }

  private static StepWatch nothing(StepsTold told) {
    return new StepWatch(null, List.of(), null, told, List.of(), SyncPhase.SYNC, 0, null);
  }

  /** What is to be written of it, in order. */
  List<Event> events() {
    List<Event> events = new ArrayList<>(ended);
    if (settled != null) {
      events.add(settled);
    }
    if (waiting != null) {
      events.add(waiting);
    }
    return events;
  }

  /** One look at a plan under way. */
  private static final class Look {
    private final ApplicationView view;
    private final OpenPlan open;
    private final Inventory inventory;
    private final WrittenObjects written;
    private final List<HookRun> hooks = new ArrayList<>();

    Look(ApplicationView view, OpenPlan open, Inventory inventory) {
      this.view = view;
      this.open = open;
      this.inventory = inventory;
      this.written = new WrittenObjects(inventory, VerdictDraft.deletes(open), shape());
      for (Inventory.Entry entry : inventory.objects()) {
        Inventory.HookMark mark = entry.hook();
        Applied created = entry.applied();
        if (mark != null && created != null && mark.planId().equals(open.planId())) {
          String id = entry.ref().id();
          hooks.add(
              HookRun.of(entry, mark, created, view.observations().get(id), view.stuck().get(id)));
        }
      }
    }

    private @Nullable PlanShape shape() {
      PlanShape shape = view.shape();
      return shape != null && shape.planId().equals(open.planId()) ? shape : null;
    }

    StepWatch watch(StepsTold before) {
      List<HookEnded> ended =
          hooks.stream()
              .filter(hook -> !before.hooks().contains(hook.uid()))
              .flatMap(hook -> end(hook).stream())
              .toList();
      StepsTold told = before.ended(ended);
      List<ObjectHealth> unsettled = unsettled();
      WaveSettled settled = null;
      if (unsettled.isEmpty() && told.settled() != inventory.wave() && somethingMayFollow()) {
        settled =
            new WaveSettled(
                key(),
                uid(),
                open.planId(),
                inventory.wave(),
                written.phase(inventory.wave()),
                written.number(inventory.wave()));
        told = told.settled(inventory.wave());
      }
      List<ObjectHealth> waitsFor = waitsFor(unsettled);
      SyncPhase phase = phase();
      int number = written.number(inventory.wave());
      if (waitsFor.isEmpty()) {
        return new StepWatch(
            settled, ended, null, told.waits(-1, view.now()), waitsFor, phase, number, null);
      }
      return waiting(settled, ended, told.waits(inventory.wave(), view.now()), waitsFor, phase);
    }

    private StepWatch waiting(
        @Nullable WaveSettled settled,
        List<HookEnded> ended,
        StepsTold told,
        List<ObjectHealth> waitsFor,
        SyncPhase phase) {
      int number = written.number(inventory.wave());
      WaveWaiting waiting =
          new WaveWaiting(
              key(),
              uid(),
              open.planId(),
              inventory.wave(),
              phase,
              number,
              waitsFor.subList(0, Math.min(NAMED, waitsFor.size())),
              Math.max(0, waitsFor.size() - NAMED),
              gone());
      boolean news = !StepsTold.keys(waiting).equals(told.waitsFor());
      if (!news && waiting.gone() == null) {
        return new StepWatch(settled, ended, null, told, waitsFor, phase, number, null);
      }
      Instant last = told.waitsFor() == null ? told.since() : told.toldAt();
      Instant due = last.isAfter(view.now()) ? view.now() : last.plus(news ? PATIENCE : AGAIN);
      if (due.isAfter(view.now())) {
        return new StepWatch(settled, ended, null, told, waitsFor, phase, number, due);
      }
      StepsTold then = told.told(waiting, view.now());
      Instant again = waiting.gone() == null ? null : view.now().plus(AGAIN);
      return new StepWatch(settled, ended, waiting, then, waitsFor, phase, number, again);
    }

    private List<HookEnded> end(HookRun hook) {
      Boolean succeeded = hook.succeeded();
      return succeeded == null
          ? List.of()
          : List.of(
              new HookEnded(
                  key(),
                  uid(),
                  open.planId(),
                  hook.step(),
                  hook.ref(),
                  hook.uid(),
                  succeeded,
                  hook.message()));
    }

    /** Nothing waits for the last step. */
    private boolean somethingMayFollow() {
      PlanShape known = shape();
      return inventory.wave() >= 0
          && (known == null || inventory.wave() != known.waves().size() - 1);
    }

    private List<ObjectHealth> unsettled() {
      List<ObjectHealth> unsettled = new ArrayList<>();
      Set<String> ignored = healthIgnored();
      for (Inventory.Entry entry : inventory.objects()) {
        if (entry.hook() == null && written.includes(entry)) {
          String id = entry.ref().id();
          Unsettled.of(
                  entry, view.observations().get(id), view.stuck().get(id), ignored.contains(id))
              .ifPresent(unsettled::add);
        }
      }
      return unsettled;
    }

    /** Of a sync that has failed nothing is put back. */
    private List<WaveWaiting.Gone> gone() {
      return failing()
          ? List.of()
          : inventory.objects().stream()
              .filter(entry -> entry.hook() == null && written.includes(entry))
              .flatMap(
                  entry ->
                      Unsettled.gone(entry, view.observations().get(entry.ref().id())).stream())
              .sorted(Comparator.comparing(WaveWaiting.Gone::ref))
              .toList();
    }

    private Set<String> healthIgnored() {
      Wanted desired = view.desired();
      return desired == null
          ? Set.of()
          : desired.objects().stream()
              .filter(WantedObject::healthIgnored)
              .map(object -> object.ref().id())
              .collect(Collectors.toSet());
    }

    /** Hooks that run when a sync has failed are waited for alone. */
    private List<ObjectHealth> waitsFor(List<ObjectHealth> unsettled) {
      boolean failing = failing();
      List<ObjectHealth> all = new ArrayList<>(failing ? List.of() : unsettled);
      hooks.stream()
          .filter(HookRun::running)
          .filter(hook -> !failing || hook.phase() == SyncPhase.SYNC_FAIL)
          .map(HookRun::asHealth)
          .forEach(all::add);
      return all.stream()
          .sorted(
              Comparator.comparing(ObjectHealth::status, Comparator.<HealthStatus>reverseOrder())
                  .thenComparing(ObjectHealth::ref))
          .map(Look::briefly)
          .toList();
    }

    private boolean failing() {
      return hooks.stream().anyMatch(hook -> hook.phase() == SyncPhase.SYNC_FAIL);
    }

    private SyncPhase phase() {
      return failing() ? SyncPhase.SYNC_FAIL : written.phase(inventory.wave());
    }

    private static ObjectHealth briefly(ObjectHealth one) {
      return new ObjectHealth(one.ref(), one.status(), Brevity.cut(one.message(), LONGEST_MESSAGE));
    }

    private ApplicationKey key() {
      return view.application().key();
    }

    private String uid() {
      return view.application().uid();
    }
  }
}
