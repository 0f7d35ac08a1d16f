package dev.plumbline.driftdetector;

import dev.plumbline.cluster.ownership.IgnoreException;
import dev.plumbline.cluster.ownership.IgnoredFields;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Applied;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.DriftDetection;
import dev.plumbline.contracts.resources.IgnoreRules;
import dev.plumbline.driftdetector.model.Wanted;
import dev.plumbline.driftdetector.model.WantedObject;
import dev.plumbline.driftdetector.sight.Expected;
import dev.plumbline.driftdetector.sight.Sightings.Reading;
import dev.plumbline.driftdetector.sight.Sightings.Suspect;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What each object of one application is held against, and how. On the lane only. */
final class Yardstick {

  private @Nullable Wanted indexed;
  private @Nullable Application application;
  private Map<String, WantedObject> wanted = Map.of();
  private Set<String> hooks = Set.of();

  /** Objects whose values ownership was wrong about, and the apply that it was wrong about. */
  private final Map<String, Applied> misjudged = new HashMap<>();

  private final Set<String> notIgnorable = new HashSet<>();
  private @Nullable String problem;

  /** Takes what Git wants now; null for nothing known. */
  @SuppressWarnings("ReferenceEquality")
  void take(@Nullable Wanted desired, Application resource) {
    IgnoreRules before = application == null ? IgnoreRules.NONE : application.spec().ignoreRules();
    application = resource;
    if (desired == indexed && before.equals(resource.spec().ignoreRules())) {
      return;
    }
    Map<String, WantedObject> index = new HashMap<>();
    Set<String> hookIds = new HashSet<>();
    if (desired != null) {
      desired.objects().forEach(object -> index.put(object.ref().id(), object));
      desired.hooks().forEach(hook -> hookIds.add(hook.ref().id()));
    }
    indexed = desired;
    wanted = index;
    hooks = hookIds;
    misjudged.keySet().retainAll(index.keySet());
    compile(resource.spec().ignoreRules());
  }

  /** Objects that a rule is for which is none are not compared: they might be changed back. */
  private void compile(IgnoreRules rules) {
    notIgnorable.clear();
    problem = null;
    if (rules.isEmpty()) {
      return;
    }
    for (WantedObject object : wanted.values()) {
      try {
        IgnoredFields.of(rules, object.ref(), object.manifest());
      } catch (IgnoreException e) {
        notIgnorable.add(object.ref().id());
        problem = e.getMessage();
      }
    }
  }

  /** What is wrong with the rules of what is ignored; empty when nothing is. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Whether it is known what Git wants. */
  boolean known() {
    return indexed != null;
  }

  /** Ids of what Git wants, hooks among them. */
  Set<String> ids() {
    Set<String> ids = new HashSet<>(wanted.keySet());
    ids.addAll(hooks);
    return ids;
  }

  /** Namespaces that Git wants, and that are the application's with all that is in them. */
  Set<String> ownNamespaces() {
    Set<String> names = new HashSet<>();
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
    if (object == null || entry.hook() != null || isOff(object)) {
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
        || isOff(object)
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

  private boolean isOff(WantedObject object) {
    return mode(object) == DriftDetection.DISABLED
        || object.leftAlone().isPresent()
        || object.createdOnly()
        || notIgnorable.contains(object.ref().id());
  }

  private DriftDetection mode(WantedObject object) {
    DriftDetection own = object.driftDetection();
    if (own != null || application == null) {
      return own == null ? DriftDetection.OWNERSHIP : own;
    }
    return application.spec().driftDetectionOrDefault();
  }
}
