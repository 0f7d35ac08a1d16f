package dev.plumbline.cluster.sync;

import dev.plumbline.cluster.Propagation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Sync options, of an application ({@code spec.syncPolicy.syncOptions}) or of one object ({@code
 * plumbline.dev/sync-options}); names and values are Argo CD's.
 */
public final class SyncOptions {

  /** No options. */
  public static final SyncOptions NONE = new SyncOptions(Map.of());

  /** The annotation by which an object gives its own. */
  public static final String ANNOTATION = "plumbline.dev/sync-options";

  private static final Set<String> SWITCH = Set.of("true", "false");
  private static final Set<String> CONFIRM = Set.of("true", "false", "confirm");

  /** Each option and its values. */
  private static final Map<String, Set<String>> KNOWN =
      Map.ofEntries(
          Map.entry("Prune", CONFIRM),
          Map.entry("PruneLast", SWITCH),
          Map.entry("PrunePropagationPolicy", Set.of("foreground", "background", "orphan")),
          Map.entry("Delete", CONFIRM),
          Map.entry("Replace", SWITCH),
          Map.entry("Force", SWITCH),
          Map.entry("Validate", SWITCH),
          Map.entry("SkipDryRunOnMissingResource", SWITCH),
          Map.entry("ApplyOutOfSyncOnly", SWITCH),
          Map.entry("CreateNamespace", SWITCH),
          Map.entry("FailOnSharedResource", SWITCH),
          Map.entry("RespectIgnoreDifferences", SWITCH),
          Map.entry("ServerSideApply", SWITCH),
          Map.entry("ClientSideApplyMigration", SWITCH));

  /** Those that still matter when Git no longer has the object. */
  private static final Set<String> LASTING =
      Set.of("Prune", "PruneLast", "PrunePropagationPolicy", "Delete");

  /** Options that say otherwise than what holds whatever is said. */
  private static final Map<String, String> NOT_FOLLOWED =
      Map.of(
          "ServerSideApply=false",
          "objects are applied by the server all the same, which alone knows who owns which field",
          "ClientSideApplyMigration=false",
          "what kubectl applied before is taken over all the same",
          "FailOnSharedResource=false",
          "an object that another application has is not taken from it all the same");

  private final Map<String, String> values;

  private SyncOptions(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** Whether, and under which condition, something is done. */
  public enum Consent {
    YES,
    NO,
    /** When a person has said so. */
    CONFIRM
  }

  /**
   * Reads options, each {@code name=value}.
   *
   * @throws SyncAnnotationException when one is not known
   */
  public static SyncOptions of(Collection<String> options) {
    return of(options, "syncOptions");
  }

  static SyncOptions of(Collection<String> options, String where) {
    Map<String, String> values = new TreeMap<>();
    for (String option : options) {
      String text = option.strip();
      if (text.isEmpty()) {
        continue;
      }
      int equals = text.indexOf('=');
      String name = equals < 0 ? text : text.substring(0, equals).strip();
      String value = equals < 0 ? "" : text.substring(equals + 1).strip();
      Set<String> permitted = KNOWN.get(name);
      if (permitted == null) {
        throw new SyncAnnotationException(
            where, text, "one of " + KNOWN.keySet().stream().sorted().toList() + ", as name=value");
      }
      if (!permitted.contains(value)) {
        throw new SyncAnnotationException(
            where,
            text,
            name + "=" + permitted.stream().sorted().collect(Collectors.joining(" or ")));
      }
      values.put(name, value);
    }
    return values.isEmpty() ? NONE : new SyncOptions(values);
  }

  /** These, and what they do not say as {@code others} say it. */
  public SyncOptions over(SyncOptions others) {
    Map<String, String> all = new TreeMap<>(others.values);
    all.putAll(values);
    return new SyncOptions(all);
  }

  /** Those that matter when Git no longer has the object, as {@code name=value}; sorted. */
  public List<String> lasting() {
    List<String> lasting = new ArrayList<>();
    new TreeMap<>(values)
        .forEach(
            (name, value) -> {
              if (LASTING.contains(name)) {
                lasting.add(name + "=" + value);
              }
            });
    return lasting;
  }

  /** Options that are accepted and not followed, as {@code name=value}, each with what holds. */
  public Map<String, String> notFollowed() {
    if (values.isEmpty()) {
      return Map.of();
    }
    Map<String, String> told = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          String holds = NOT_FOLLOWED.get(name + "=" + value);
          if (holds != null) {
            told.put(name + "=" + value, holds);
          }
        });
    return told;
  }

  /** What is said of pruning; empty where nothing is. */
  public Optional<Consent> prune() {
    return consent("Prune");
  }

  /** What is said of deletion with the application; empty where nothing is. */
  public Optional<Consent> delete() {
    return consent("Delete");
  }

  /** Whether pruning is put off until all that was applied is ready. */
  public boolean pruneLast() {
    return is("PruneLast", "true");
  }

  /** What becomes of dependents of what is deleted. */
  public Optional<Propagation> propagation() {
    return Optional.ofNullable(values.get("PrunePropagationPolicy"))
        .map(value -> Propagation.valueOf(value.toUpperCase(java.util.Locale.ROOT)));
  }

  /** Whether the whole object is written, fields of others included. */
  public boolean replace() {
    return is("Replace", "true");
  }

  /** Whether the object may be deleted and created anew. */
  public boolean force() {
    return is("Force", "true");
  }

  /** Whether fields are refused that the kind does not have. */
  public boolean validate() {
    return !is("Validate", "false");
  }

  /** Whether the destination's namespace is created when it is absent. */
  public boolean createNamespace() {
    return is("CreateNamespace", "true");
  }

  /** Whether fields are left alone whose differences are not told. */
  public boolean respectIgnoreDifferences() {
    return is("RespectIgnoreDifferences", "true");
  }

  private Optional<Consent> consent(String name) {
    return Optional.ofNullable(values.get(name))
        .map(
            value ->
                switch (value) {
                  case "true" -> Consent.YES;
                  case "confirm" -> Consent.CONFIRM;
                  default -> Consent.NO;
                });
  }

  private boolean is(String name, String value) {
    return value.equals(values.get(name));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SyncOptions options && values.equals(options.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return new TreeMap<>(values).toString();
  }
}
