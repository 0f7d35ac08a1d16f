package dev.plumbline.driftdetector;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.driftdetector.model.Wanted;
import dev.plumbline.driftdetector.sight.WatchedKind;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an application must hear of: the kinds it has watched, and the objects that it applied. On
 * its lane only.
 */
final class Interests {

  private final TrackedApplication tracked;
  private final Routes routes;
  private final KindsInUse kinds;
  private Set<String> objects = Set.of();
  private @Nullable Ground ground;

  /** What interests follow from. */
  private record Ground(
      @Nullable Inventory inventory, @Nullable Wanted desired, @Nullable String cluster) {

    /**
     * Whether they are the very same records: to compare all that is in them would cost too much.
     */
    @SuppressWarnings("ReferenceEquality")
    boolean is(@Nullable Ground other) {
      return other != null
          && inventory == other.inventory
          && desired == other.desired
          && Objects.equals(cluster, other.cluster);
    }
  }

  Interests(TrackedApplication tracked, ApplicationKey key, Surroundings at, Routes routes) {
    this.tracked = tracked;
    this.kinds = new KindsInUse(key, at);
    this.routes = routes;
  }

  /** The kinds of the objects that it has or wants. */
  Set<WatchedKind> kinds() {
    return kinds.used();
  }

  /** Takes what the application has and wants; asked at each judgement, it seldom is news. */
  void are(
      @Nullable Inventory inventory, @Nullable Wanted desired, @Nullable Application application) {
    Ground now =
        new Ground(
            inventory,
            desired,
            application == null ? null : application.spec().destination().cluster());
    if (now.is(ground)) {
      kinds.lapse();
      return;
    }
    ground = now;
    Set<WatchedKind> use = new HashSet<>();
    Set<String> ids = new HashSet<>();
    if (inventory != null) {
      for (Inventory.Entry entry : inventory.objects()) {
        use.add(WatchedKind.of(inventory.cluster(), entry.ref()));
        ids.add(Routes.object(inventory.cluster(), entry.ref()));
        if (entry.applied() != null) {
          ids.add(Routes.uid(inventory.cluster(), entry.applied().uid()));
        }
      }
    }
    String cluster = now.cluster();
    if (desired != null && cluster != null) {
      desired.everything().forEach(manifest -> use.add(WatchedKind.of(cluster, manifest.ref())));
    }
    objects = routes.objects(tracked, objects, ids);
    kinds.use(use);
  }

  /** It is to hear of nothing any more. */
  void end() {
    kinds.rest();
    objects = routes.objects(tracked, objects, Set.of());
    routes.release(tracked);
    ground = null;
  }
}
