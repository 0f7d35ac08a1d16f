package dev.plumbline.driftdetector.sight;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.ObjectPage;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.driftdetector.sight.KindWatch.Claim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what one watch told against what the cluster has: metadata alone, a page at a time, from
 * the server's watch cache, of a state no older than the watch's own. What differs may just be on
 * its way, and is looked at again after a grace period; what the watch should have told long ago by
 * then is a mismatch. The watch is renewed, and tells it by its list.
 */
final class Audit {

  private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
  private static final int MOST_LOGGED = 10;

  private final WatchedKind kind;
  private final KindWatch watch;
  private final Claim claim;
  private final ClusterEye eye;
  private final AuditPace pace;
  private final Runnable done;

  private final Set<String> listed = new HashSet<>();
  private final Map<String, Suspect> suspects = new HashMap<>();

  /**
   * An object of which the watch told something else.
   *
   * @param version as listed; null when it was not
   */
  private record Suspect(ObjectRef ref, String uid, @Nullable String version) {}

  /**
   * @param done run when all was compared
   */
  Audit(WatchedKind kind, KindWatch watch, Claim claim, ClusterEye eye, Runnable done) {
    this.kind = kind;
    this.watch = watch;
    this.claim = claim;
    this.eye = eye;
    this.pace = eye.auditPace();
    this.done = done;
  }

  void start() {
    page("");
  }

  private void page(String next) {
    eye.ask(
            kind.cluster(),
            () ->
                claim
                    .client()
                    .glance(
                        claim.resource(),
                        ClusterEye.selectorOf(claim.shards()),
                        claim.version(),
                        next))
        .whenComplete(
            (page, failure) -> {
              if (page == null) {
                LOG.debug(
                    "Kind could not be audited cluster={} kind={} cause={}",
                    kind.cluster(),
                    kind.kind(),
                    String.valueOf(failure));
                return;
              }
              compare(page);
              if (!page.next().isEmpty()) {
                eye.later(eye.jittered(pace.pause().toMillis()), () -> page(page.next()));
              } else {
                missing();
                eye.later(pace.grace().toMillis(), this::settle);
              }
            });
  }

  private void compare(ObjectPage page) {
    eye.meters().audited(kind, page.items().size());
    for (ObjectNode object : page.items()) {
      String uid = object.path("metadata").path("uid").asText();
      String version = object.path("metadata").path("resourceVersion").asText();
      Sighting told = watch.view().known().of(uid);
      listed.add(uid);
      if (told == null || Known.newer(version, Known.version(told))) {
        suspects.put(uid, new Suspect(ref(object), uid, version));
      }
    }
  }

  private ObjectRef ref(ObjectNode object) {
    return claim
        .resource()
        .ref(
            object.path("metadata").path("namespace").asText(""),
            object.path("metadata").path("name").asText());
  }

  /** What the watch told and the list does not have. */
  private void missing() {
    watch
        .view()
        .known()
        .forEach(
            (shard, told) -> {
              String uid = told.print() == null ? "" : told.print().uid();
              if (!uid.isEmpty() && !listed.contains(uid)) {
                suspects.put(uid, new Suspect(told.ref(), uid, null));
              }
            });
    listed.clear();
  }

  /** A while later: what is still not told never was. */
  private void settle() {
    if (!watch.claim().map(Claim::shards).equals(Optional.of(claim.shards()))) {
      return;
    }
    suspects.values().removeIf(suspect -> !isOpen(suspect));
    if (suspects.isEmpty()) {
      done.run();
      return;
    }
    eye.ask(kind.cluster(), this::confirmed)
        .whenComplete(
            (missed, failure) -> {
              if (missed == null) {
                return;
              }
              done.run();
              if (!missed.isEmpty()) {
                repair(missed);
              }
            });
  }

  private boolean isOpen(Suspect suspect) {
    Sighting told = watch.view().known().of(suspect.uid());
    if (suspect.version() == null) {
      return told != null;
    }
    return told == null || Known.newer(suspect.version(), Known.version(told));
  }

  /** One that came and went meanwhile was told, and so was one that is there by now after all. */
  private List<Suspect> confirmed() throws ClusterException {
    List<Suspect> missed = new ArrayList<>();
    for (Suspect suspect : suspects.values()) {
      Optional<ObjectNode> live =
          claim
              .client()
              .get(suspect.ref())
              .filter(object -> object.path("metadata").path("uid").asText().equals(suspect.uid()))
              .filter(this::isOurs);
      if (live.isPresent() == (suspect.version() != null) && isOpen(suspect)) {
        missed.add(suspect);
      }
    }
    return missed;
  }

  private boolean isOurs(ObjectNode object) {
    return claim.shards().contains(Marks.shard(object).orElse(Known.NO_SHARD));
  }

  private void repair(List<Suspect> missed) {
    eye.meters().mismatched(kind, missed.size());
    for (Suspect each : missed.subList(0, Math.min(MOST_LOGGED, missed.size()))) {
      LOG.warn(
          "A watch missed an object and is renewed cluster={} object=\"{}\" is={} of={}",
          kind.cluster(),
          each.ref(),
          each.version() == null ? "gone" : each.version(),
          missed.size());
    }
    watch.renew();
  }
}
