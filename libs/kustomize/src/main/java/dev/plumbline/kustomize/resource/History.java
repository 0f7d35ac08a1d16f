package dev.plumbline.kustomize.resource;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is remembered of a resource beside its manifest. */
public final class History {

  /** A name that it had. */
  record Name(String namespace, String name, String kind) {}

  private final List<Name> previousNames = new ArrayList<>();
  private final List<String> prefixes = new ArrayList<>();
  private final List<String> suffixes = new ArrayList<>();
  private final List<String> variables = new ArrayList<>();
  private final List<Origin> transformations = new ArrayList<>();
  private @Nullable Origin origin;
  private Behavior behavior = Behavior.UNSPECIFIED;
  private boolean generated;
  private boolean needsHash;
  private boolean mayChangeName;
  private boolean mayChangeKind;
  private boolean fromChart;

  History copy() {
    History copy = new History();
    copy.takeFrom(this);
    copy.needsHash = needsHash;
    copy.origin = origin;
    copy.transformations.addAll(transformations);
    return copy;
  }

  private void takeFrom(History other) {
    previousNames.addAll(other.previousNames);
    prefixes.addAll(other.prefixes);
    suffixes.addAll(other.suffixes);
    variables.addAll(other.variables);
    behavior = other.behavior;
    generated = other.generated;
    mayChangeName = other.mayChangeName;
    mayChangeKind = other.mayChangeKind;
    fromChart = other.fromChart;
  }

  /** The history of what takes this one's place: this one's names, a hash only if both want it. */
  History successor(History newer) {
    History successor = new History();
    successor.takeFrom(this);
    successor.needsHash = needsHash && newer.needsHash;
    successor.origin = newer.origin == null ? origin : newer.origin;
    successor.transformations.addAll(
        newer.transformations.isEmpty() ? transformations : newer.transformations);
    return successor;
  }

  List<Name> previousNames() {
    return previousNames;
  }

  void add(Name name) {
    previousNames.add(name);
  }

  public List<String> prefixes() {
    return prefixes;
  }

  public List<String> suffixes() {
    return suffixes;
  }

  public void addPrefix(String prefix) {
    if (!prefix.isEmpty()) {
      prefixes.add(prefix);
    }
  }

  public void addSuffix(String suffix) {
    if (!suffix.isEmpty()) {
      suffixes.add(suffix);
    }
  }

  /** Names of the variables that take their value from it. */
  public List<String> variables() {
    return variables;
  }

  public @Nullable Origin origin() {
    return origin;
  }

  public void setOrigin(@Nullable Origin origin) {
    this.origin = origin;
  }

  List<Origin> transformations() {
    return transformations;
  }

  /** Notes a transformer; what has no origin yet was made by it. */
  public void transformedBy(Origin transformer) {
    if (origin == null) {
      origin = transformer;
    } else {
      transformations.add(transformer);
    }
  }

  public Behavior behavior() {
    return behavior;
  }

  /** Whether there is anything to remember that the original keeps in annotations. */
  boolean hasNotes() {
    return !previousNames.isEmpty()
        || !prefixes.isEmpty()
        || !suffixes.isEmpty()
        || needsHash
        || generated
        || fromChart
        || origin != null;
  }

  /** Marks it as generated. */
  public void generated(Behavior generatedBehavior, boolean withHash) {
    this.behavior = generatedBehavior;
    this.generated = true;
    this.needsHash = withHash;
  }

  /** Marks it as what came of a chart, whose namespaces are those that the chart gave. */
  public void cameFromChart() {
    this.fromChart = true;
  }

  public boolean isFromChart() {
    return fromChart;
  }

  public boolean needsHash() {
    return needsHash;
  }

  public boolean mayChangeName() {
    return mayChangeName;
  }

  public boolean mayChangeKind() {
    return mayChangeKind;
  }

  /** What a patch may change of its target. */
  public void allow(boolean nameChange, boolean kindChange) {
    this.mayChangeName |= nameChange;
    this.mayChangeKind |= kindChange;
  }
}
