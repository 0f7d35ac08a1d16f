package dev.plumbline.driftdetector;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Applied;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.DriftDetection;
import dev.plumbline.driftdetector.model.Wanted;
import dev.plumbline.driftdetector.model.WantedObject;
import dev.plumbline.driftdetector.sight.Expected;
import dev.plumbline.driftdetector.sight.Sightings.Reading;
import dev.plumbline.driftdetector.sight.Sightings.Suspect;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What each object of one application is held against, and how. On the lane only. */
final class Yardstick {

  private @Nullable Wanted indexed;
  private @Nullable Application application;
  private Map<String, WantedObject> wanted = Map.of();

  /** Objects whose values ownership was wrong about, and the apply that it was wrong about. */
  private final Map<String, Applied> misjudged = new HashMap<>();

  /** Takes what Git wants now; null for nothing known. */
  @SuppressWarnings("ReferenceEquality")
  void take(@Nullable Wanted desired, Application resource) {
    application = resource;
    if (desired == indexed) {
      return;
    }
    Map<String, WantedObject> index = new HashMap<>();
    if (desired != null) {
      desired.objects().forEach(object -> index.put(object.ref().id(), object));
    }
    indexed = desired;
    wanted = index;
    misjudged.keySet().retainAll(index.keySet());
  }

  /** Whether it is known what Git wants. */
  boolean known() {
    return indexed != null;
  }

  /** Ids of what Git wants. */
  Set<String> ids() {
    return wanted.keySet();
  }

  /** Namespaces that Git wants, and that are the application's with all that is in them. */
  Set<String> ownNamespaces() {
    Set<String> names = new java.util.HashSet<>();
    wanted.values().stream()
        .map(WantedObject::ref)
        .filter(ref -> ref.group().isEmpty() && ref.kind().equals("Namespace"))
        .map(ObjectRef::name)
        .forEach(names::add);
    return names;
  }

  /** What reading an object can tell. */
  Reading reading(Inventory.Entry entry) {
    if (indexed == null) {
      return Reading.CANNOT_COMPARE;
    }
    WantedObject object = wanted.get(entry.ref().id());
    if (object == null || mode(object) == DriftDetection.DISABLED) {
      return Reading.EXISTS;
    }
    if (entry.applied() == null || !object.digest().equals(entry.applied().desiredDigest())) {
      return Reading.CANNOT_COMPARE;
    }
    return mode(object) == DriftDetection.STRICT ? Reading.COMPARES_STRICTLY : Reading.COMPARES;
  }

  /** What an object is held against; null when only its existence matters. */
  @Nullable Expected of(Suspect suspect) {
    WantedObject object = wanted.get(suspect.ref().id());
    Application resource = application;
    if (object == null
        || resource == null
        || mode(object) == DriftDetection.DISABLED
        || !object.digest().equals(suspect.applied().desiredDigest())) {
      return null;
    }
    boolean doubted = suspect.applied().equals(misjudged.get(suspect.ref().id()));
    return new Expected(
        resource.key(),
        resource.uid(),
        object,
        doubted ? DriftDetection.DRY_RUN : mode(object),
        resource.spec().ignoreRules());
  }

  /** Ownership did not see how an object differs: it is asked of the server until it is right. */
  void doubt(Suspect suspect) {
    misjudged.put(suspect.ref().id(), suspect.applied());
  }

  private DriftDetection mode(WantedObject object) {
    DriftDetection own = object.driftDetection();
    if (own != null || application == null) {
      return own == null ? DriftDetection.OWNERSHIP : own;
    }
    return application.spec().driftDetectionOrDefault();
  }
}
