package dev.plumbline.cli.diff;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cli.UserError;
import dev.plumbline.cli.live.LiveApplication;
import dev.plumbline.cli.render.RenderedObjects.RenderedObject;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.ownership.FieldDifference;
import dev.plumbline.cluster.ownership.FieldDifferences;
import dev.plumbline.cluster.ownership.IgnoreException;
import dev.plumbline.cluster.ownership.IgnoredFields;
import dev.plumbline.cluster.ownership.ManifestOverlay;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares objects of an application with what Git wants of them. What a sync would make of an
 * object the API server says itself, in answer to an apply that changes nothing (a dry run): so
 * defaults, other spellings, what admission changes and fields of others make no difference. Where
 * it does not answer, the manifest's own fields are compared.
 */
final class ObjectComparison {

  /** How often an object that changes under our hands is read again. */
  private static final int RACES = 3;

  private final LiveApplication live;
  private final Supplies supplies;

  /**
   * @param supplies what the same set brings
   */
  ObjectComparison(LiveApplication live, Supplies supplies) {
    this.live = live;
    this.supplies = supplies;
  }

  /** What becomes of an object that Git has. */
  ObjectDiff wanted(RenderedObject wanted) {
    Secrecy secrecy = Secrecy.of(wanted.sealed(), wanted.inClear());
    ObjectNode marked =
        Marks.mark(
            wanted.inClear(),
            wanted.ref(),
            live.installation(),
            live.application().uid(),
            live.key());
    try {
      Optional<ObjectNode> there = find(wanted.ref());
      return there.isPresent()
          ? changed(wanted, marked, there.get(), secrecy)
          : created(wanted, marked, secrecy);
    } catch (ClusterException e) {
      return ObjectDiff.unknown(
          wanted.ref(), wanted.origin(), "it cannot be read: " + e.getMessage());
    }
  }

  /** What becomes of an object that bears the application's mark, and that Git does not have. */
  ObjectDiff leftOver(ObjectRef ref, boolean prunes) {
    try {
      Optional<ObjectNode> there = live.destination().get(ref);
      if (there.isEmpty()) {
        return new ObjectDiff(ref, Change.EQUAL, null, "", "", List.of(), List.of());
      }
      if (!prunes) {
        return new ObjectDiff(
            ref,
            Change.NOT_PRUNED,
            null,
            "",
            "",
            List.of(),
            List.of("pruning is off: spec.syncPolicy.automated.prune"));
      }
      ObjectNode object = Normal.of(there.get());
      Secrecy.Sides sides = Secrecy.of(object).hide(Json.mapper().missingNode(), object);
      return new ObjectDiff(
          ref,
          Change.PRUNED,
          null,
          Normal.yaml((ObjectNode) sides.live()),
          "",
          List.of(),
          deleting(there.get()));
    } catch (ClusterException e) {
      return ObjectDiff.unknown(ref, null, "it cannot be read: " + e.getMessage());
    }
  }

  /** A kind that is not there yet has no objects. */
  private Optional<ObjectNode> find(ObjectRef ref) throws ClusterException {
    try {
      return live.destination().get(ref);
    } catch (ClusterException e) {
      if (e.reason() == ClusterException.Reason.UNKNOWN_KIND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private ObjectDiff created(RenderedObject wanted, ObjectNode marked, Secrecy secrecy) {
    List<String> notes = new ArrayList<>();
    try {
      live.destination().apply(wanted.ref(), marked, live.installation(), true, true);
    } catch (ClusterException e) {
      notes.add(
          supplies.of(wanted.ref(), e).orElseGet(() -> Refusal.words(e, secrecy.sensitive())));
    }
    Secrecy.Sides sides = secrecy.hide(Normal.of(wanted.inClear()), Json.mapper().missingNode());
    return new ObjectDiff(
        wanted.ref(),
        Change.CREATED,
        wanted.origin(),
        "",
        Normal.yaml((ObjectNode) sides.wanted()),
        List.of(),
        notes);
  }

  private ObjectDiff changed(
      RenderedObject wanted, ObjectNode marked, ObjectNode found, Secrecy secrecy)
      throws ClusterException {
    ObjectNode there = found;
    List<String> notes = new ArrayList<>(deleting(there));
    stranger(wanted.ref(), there).ifPresent(notes::add);
    ObjectNode result = null;
    for (int i = 0; i < RACES && result == null; i++) {
      ObjectNode answer = applied(wanted.ref(), marked, there, secrecy, notes);
      Optional<ObjectNode> now =
          version(answer).equals(version(there))
              ? Optional.of(there)
              : live.destination().get(wanted.ref());
      if (now.isEmpty() || version(now.get()).equals(version(there)) || i == RACES - 1) {
        result = answer;
      } else {
        there = now.get();
      }
    }
    return compared(wanted, there, result == null ? there : result, secrecy, notes);
  }

  /** What the API server says that an apply would make of it; else what can be told without. */
  private ObjectNode applied(
      ObjectRef ref, ObjectNode marked, ObjectNode there, Secrecy secrecy, List<String> notes) {
    try {
      return live.destination().apply(ref, marked, live.installation(), true, true).object();
    } catch (ClusterException e) {
      boolean union = e.status() == 422 && ClusterClient.givesWay(there, marked);
      String note =
          union
              ? "others' members of unions stand beside ours and are taken away first, so that only"
                  + " the fields of the manifest are compared"
              : Refusal.words(e, secrecy.sensitive());
      if (!notes.contains(note)) {
        notes.add(note);
      }
      return ManifestOverlay.of(there, marked);
    }
  }

  private ObjectDiff compared(
      RenderedObject wanted,
      ObjectNode there,
      ObjectNode result,
      Secrecy secrecy,
      List<String> notes) {
    IgnoredFields ignored = ignored(wanted);
    Secrecy.Sides sides =
        secrecy.hide(
            Normal.of(ignored.without(result, there)), Normal.of(ignored.without(there, there)));
    List<FieldDifference> paths =
        FieldDifferences.between(sides.wanted(), sides.live(), there, live.installation());
    boolean equal = paths.isEmpty();
    return new ObjectDiff(
        wanted.ref(),
        equal ? Change.EQUAL : Change.CHANGED,
        wanted.origin(),
        equal ? "" : Normal.yaml((ObjectNode) sides.live()),
        equal ? "" : Normal.yaml((ObjectNode) sides.wanted()),
        paths,
        notes);
  }

  private IgnoredFields ignored(RenderedObject wanted) {
    try {
      return IgnoredFields.of(
          live.application().spec().ignoreRules(), wanted.ref(), wanted.inClear());
    } catch (IgnoreException e) {
      throw new UserError("Application " + live.key() + ": " + e.getMessage(), e);
    }
  }

  /** An object has one application: that of another is not taken from it. */
  private Optional<String> stranger(ObjectRef ref, ObjectNode there) {
    return Marks.of(there)
        .filter(mark -> mark.names(ref))
        .filter(mark -> mark.installation().equals(live.installation()))
        .map(Tracking::applicationUid)
        .filter(uid -> !uid.equals(live.application().uid()))
        .map(
            uid ->
                "it bears the mark of another application (uid "
                    + uid
                    + "), and is not changed as long as that one wants it");
  }

  private static List<String> deleting(ObjectNode object) {
    return object.path("metadata").hasNonNull("deletionTimestamp")
        ? List.of("it is being deleted")
        : List.of();
  }

  private static String version(@Nullable ObjectNode object) {
    return object == null ? "" : object.path("metadata").path("resourceVersion").asText("");
  }
}
