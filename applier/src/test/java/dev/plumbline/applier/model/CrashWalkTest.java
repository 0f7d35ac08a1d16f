package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.deletion;
import static dev.plumbline.applier.model.Plans.deployment;
import static dev.plumbline.applier.model.Plans.hook;
import static dev.plumbline.applier.model.Plans.namespace;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HookDeletePolicy;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncPhase;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Kills the applier at each point of a sync: after each record is stored and before anything
 * follows from it, and after each write whose answer is then lost. Whoever takes over has only what
 * is stored.
 */
class CrashWalkTest {

  private static final List<HookDeletePolicy> USUAL =
      List.of(HookDeletePolicy.BEFORE_HOOK_CREATION);

  @Test
  void aSyncWithAllThereIsComesToTheSameEndFromEveryPoint() {
    Walk whole = walk(() -> new Walk(full(), Set.of(), Set.of()));

    assertThat(whole.inventory())
        .containsExactlyInAnyOrder("a", "m-2", "once", "shop", "smoke", "step", "web");
    assertThat(whole.bench.last(SyncEvent.Succeeded.class).counts())
        .isEqualTo(new SyncEvent.Counts(3, 0, 0, 2, 0, null, 5));
    assertThat(whole.cluster.runs)
        .containsOnlyKeys(
            "m-1 of p0", "m-2 of p1", "gone of p1", "once of p1", "step of p1", "smoke of p1");
  }

  @Test
  void aSyncWhoseLastHookFailsComesToTheSameEndFromEveryPoint() {
    Walk whole = walk(() -> new Walk(full(), Set.of("smoke"), Set.of()));

    assertThat(whole.bench.last(SyncEvent.Failed.class).failures())
        .extracting(failure -> failure.ref().name() + " " + failure.reason())
        .containsExactly("smoke HookFailed");
    assertThat(whole.cluster.runs).containsKey("tidy of p1");
  }

  @Test
  void aSyncWhoseTimeIsOverComesToTheSameEndFromEveryPoint() {
    Walk whole = walk(() -> new Walk(full(), Set.of(), Set.of("step")));

    assertThat(whole.bench.last(SyncEvent.Failed.class).failures())
        .extracting(failure -> failure.ref().name() + " " + failure.reason())
        .containsExactly("step DeadlineExceeded");
    assertThat(whole.cluster.runs).containsKey("tidy of p1").doesNotContainKey("smoke of p1");
  }

  @Test
  void aDeletionComesToTheSameEndFromEveryPoint() {
    Walk whole = walk(() -> new Walk(parting(), Set.of(), Set.of()));

    assertThat(whole.cluster.ids()).isEmpty();
    assertThat(whole.bench.inventory).isNull();
    assertThat(whole.bench.finalizersRemoved).containsExactly(Plans.UID);
  }

  /** What was there before: two objects that go, and an earlier run of a hook. */
  private static Plans before() {
    return plan("p0")
        .hooks(SyncPhase.PRE_SYNC, 0, hook("m-1", "m-", USUAL))
        .wave(config("old"), config("last"));
  }

  private static Plans full() {
    return plan("p1")
        .creating("shop")
        .hooks(
            SyncPhase.PRE_SYNC,
            0,
            hook("m-2", "m-", USUAL),
            hook("gone", HookDeletePolicy.HOOK_SUCCEEDED),
            hook("once"))
        .wave(namespace("shop"))
        .hooks(SyncPhase.SYNC, 1, List.of(config("a"), deployment("web")), hook("step"))
        .prune(config("old"))
        .pruneLast(config("last"))
        .after(SyncPhase.POST_SYNC, hook("smoke", HookDeletePolicy.HOOK_FAILED))
        .onFailure(hook("tidy", HookDeletePolicy.HOOK_SUCCEEDED));
  }

  private static Plans parting() {
    return deletion("p1")
        .hooks(SyncPhase.PRE_DELETE, 0, hook("before", HookDeletePolicy.HOOK_SUCCEEDED))
        .prune(config("old"), config("last"))
        .after(SyncPhase.POST_DELETE, hook("after"));
  }

  /** Goes the whole way once, then once for each point with an end there, then with all of them. */
  private static Walk walk(Supplier<Walk> walks) {
    Walk whole = walks.get().go(-1, false);
    for (int point = 1; point <= whole.points; point++) {
      assertSame(walks.get().go(point, false), whole, "killed at point " + point);
    }
    assertSame(walks.get().go(-1, true), whole, "killed after each record");
    return whole;
  }

  private static void assertSame(Walk walk, Walk whole, String how) {
    assertThat(walk.cluster.ids()).as(how).isEqualTo(whole.cluster.ids());
    assertThat(walk.inventory()).as(how).isEqualTo(whole.inventory());
    assertThat(walk.ends()).as(how).isEqualTo(whole.ends());
    assertThat(walk.cluster.runs).as(how).isEqualTo(whole.cluster.runs);
    assertThat(walk.cluster.runs.values()).as(how).containsOnly(1);
    assertThat(walk.owned()).as(how).isEqualTo(walk.cluster.uids());
    assertThat(walk.bench.sync).as(how).isNull();
  }

  /** One way through a plan, with a cluster and a detector that do as usual. */
  private static final class Walk {
    private final Bench bench = new Bench();
    private final SmallCluster cluster = new SmallCluster();
    private final Plans plan;
    private final Set<String> failing;
    private final Set<String> endless;
    private int points;
    private int killAt = -1;
    private boolean killAlways;

    Walk(Plans plan, Set<String> failing, Set<String> endless) {
      this.plan = plan;
      this.failing = failing;
      this.endless = endless;
    }

    private static final class Killed extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }

    Walk go(int point, boolean always) {
      bench.arrives(before());
      toItsEnd();
      bench.log.clear();
      bench.applicationIs(
          new ApplicationView(Plans.UID, plan.made().kind() == PlanMade.Kind.DELETE, true));
      points = 0;
      killAt = point;
      killAlways = always;
      bench.afterStoring = () -> point(true);
      Plans made = plan.from(2, bench.inventory.sequence());
      attempt(() -> bench.arrives(made));
      toItsEnd();
      return this;
    }

    /** A point at which the process may be killed. */
    private void point(boolean stored) {
      points++;
      if (points == killAt || (killAlways && stored)) {
        throw new Killed();
      }
    }

    private void attempt(Runnable step) {
      try {
        step.run();
      } catch (Killed e) {
        boolean again = killAlways;
        killAlways = false;
        attempt(bench::restarts);
        killAlways = again;
      }
    }

    private void toItsEnd() {
      for (int i = 0; bench.sync != null; i++) {
        assertThat(i).as("steps without an end: %s", bench.told()).isLessThan(500);
        attempt(this::further);
      }
    }

    private void further() {
      if (!bench.running.isEmpty()) {
        Effect.Perform perform = bench.running.remove(0);
        TaskOutcome outcome = cluster.perform(perform.task());
        assertThat(ids(bench.inventory)).as("known before it is made").containsAll(cluster.ids());
        point(false);
        bench.answers(perform.slot(), outcome);
      } else {
        tell();
      }
    }

    /** The detector tells all that it sees, and all of it again. */
    private void tell() {
      Inventory inventory = bench.inventory;
      String planId = inventory.planId();
      boolean waits = false;
      for (Inventory.Entry entry : inventory.objects()) {
        boolean ours = entry.hook() != null && entry.hook().planId().equals(planId);
        if (ours && entry.applied() != null) {
          String name = entry.ref().name();
          if (endless.contains(name)) {
            waits = true;
          } else {
            bench.hookEnds(name, entry.applied().uid(), !failing.contains(name), "said so");
          }
        }
      }
      bench.settled(planId, inventory.wave());
      if (waits && bench.running.isEmpty() && bench.stage() instanceof Stage.Awaiting) {
        bench.timeIsOver();
      }
    }

    List<String> inventory() {
      return bench.inventoried();
    }

    /** Whatever bears our mark is in the inventory, and what is said to be applied is there. */
    Set<String> owned() {
      Set<String> owned = new TreeSet<>();
      if (bench.inventory != null) {
        for (Inventory.Entry entry : bench.inventory.objects()) {
          if (entry.applied() != null) {
            owned.add(entry.ref().id() + " " + entry.applied().uid());
          }
        }
      }
      return owned;
    }

    private static Set<String> ids(Inventory inventory) {
      Set<String> ids = new TreeSet<>();
      inventory.objects().stream().map(Inventory.Entry::ref).map(ObjectRef::id).forEach(ids::add);
      return ids;
    }

    /** How each plan ended. */
    List<String> ends() {
      return bench.told().stream()
          .filter(type -> Set.of("sync.succeeded", "sync.failed", "sync.superseded").contains(type))
          .toList();
    }
  }
}
