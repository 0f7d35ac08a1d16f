package dev.plumbline.cluster.sync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.events.HookDeletePolicy;
import dev.plumbline.contracts.events.SsaPolicy;
import dev.plumbline.contracts.events.SyncPhase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What an object says by annotations of how it is to be synced. Plumbline's own go before Argo
 * CD's, and those before Helm's and Flux's.
 *
 * @param hook whether it is a hook: created and seen to its end, not kept as it is
 * @param skip whether it is no part of the application at all
 * @param phases when it has its turn; {@code SYNC} alone of an object that is no hook
 * @param helmEvents of a hook as Helm has them: when; empty of any other
 * @param wave the wave's number, 0 unless given
 * @param deletePolicies when a hook's object is deleted; never empty of a hook
 * @param options its own sync options
 * @param ssa how it is applied; empty where nothing is said
 * @param reconcile whether it is applied at all
 */
public record SyncTraits(
    boolean hook,
    boolean skip,
    Set<SyncPhase> phases,
    Set<HelmEvent> helmEvents,
    int wave,
    List<HookDeletePolicy> deletePolicies,
    SyncOptions options,
    Optional<SsaPolicy> ssa,
    boolean reconcile) {

  /** Of an object that says nothing. */
  public static final SyncTraits NONE =
      new SyncTraits(
          false,
          false,
          Set.of(SyncPhase.SYNC),
          Set.of(),
          0,
          List.of(),
          SyncOptions.NONE,
          Optional.empty(),
          true);

  private static final String OWN = "plumbline.dev/";
  private static final String ARGO_CD = "argocd.argoproj.io/";
  private static final String HELM = "helm.sh/";
  private static final String FLUX = "kustomize.toolkit.fluxcd.io/";
  private static final String SKIP = "Skip";
  private static final List<HookDeletePolicy> USUAL_DELETION =
      List.of(HookDeletePolicy.BEFORE_HOOK_CREATION);

  public SyncTraits {
    phases = Set.copyOf(phases);
    helmEvents = Set.copyOf(helmEvents);
    deletePolicies = List.copyOf(deletePolicies);
  }

  /**
   * Reads a manifest's, or a live object's, annotations.
   *
   * @throws SyncAnnotationException when one means nothing
   */
  public static SyncTraits of(JsonNode object) {
    JsonNode annotations = object.path("metadata").path("annotations");
    return annotations.isEmpty() ? NONE : new Reading(annotations).traits();
  }

  /** Whether it runs in that phase; Helm's events of a sync tell an installation from upgrades. */
  public boolean runsIn(SyncPhase phase, boolean installed) {
    if (!phases.contains(phase)) {
      return false;
    }
    boolean ofSync = phase == SyncPhase.PRE_SYNC || phase == SyncPhase.POST_SYNC;
    return helmEvents.isEmpty()
        || !ofSync
        || helmEvents.stream()
            .anyMatch(
                event -> event.phase().equals(Optional.of(phase)) && event.runsInSync(installed));
  }

  /** Its options, and what they do not say as the application's say it. */
  public SyncOptions optionsOver(SyncOptions application) {
    return options.over(application);
  }

  /** One object's annotations being read. */
  private record Reading(JsonNode annotations) {

    SyncTraits traits() {
      Optional<Named> own = first(OWN + "hook", ARGO_CD + "hook");
      Optional<Named> helm = own.isPresent() ? Optional.empty() : first(HELM + "hook");
      Set<SyncPhase> phases = EnumSet.noneOf(SyncPhase.class);
      Set<HelmEvent> events = EnumSet.noneOf(HelmEvent.class);
      boolean skip = false;
      if (own.isPresent()) {
        List<String> words = own.get().words();
        skip = words.contains(SKIP);
        words.stream()
            .filter(word -> !word.equals(SKIP))
            .forEach(word -> phases.add(phase(own.get(), word)));
      } else if (helm.isPresent()) {
        helm.get().words().forEach(word -> events.add(event(helm.get(), word)));
        events.forEach(event -> event.phase().ifPresent(phases::add));
        skip = phases.isEmpty();
      }
      boolean definition = events.contains(HelmEvent.CRD_INSTALL);
      boolean hook = !skip && !phases.isEmpty() && !definition;
      if (!hook) {
        phases.clear();
        phases.add(SyncPhase.SYNC);
      }
      return new SyncTraits(
          hook,
          skip,
          phases,
          hook ? events : Set.of(),
          wave(helm.isPresent()),
          hook ? deletePolicies() : List.of(),
          options(),
          ssa(),
          !isDisabled("reconcile"));
    }

    private static SyncPhase phase(Named annotation, String word) {
      return SyncPhase.of(word)
          .orElseThrow(
              () ->
                  annotation.wrong(
                      word, Arrays.stream(SyncPhase.values()).map(SyncPhase::word).toList(), SKIP));
    }

    private static HelmEvent event(Named annotation, String word) {
      return HelmEvent.of(word.toLowerCase(Locale.ROOT))
          .orElseThrow(
              () ->
                  annotation.wrong(
                      word, Arrays.stream(HelmEvent.values()).map(HelmEvent::word).toList()));
    }

    private int wave(boolean helm) {
      Optional<Named> given =
          helm
              ? first(OWN + "sync-wave", ARGO_CD + "sync-wave", HELM + "hook-weight")
              : first(OWN + "sync-wave", ARGO_CD + "sync-wave");
      if (given.isEmpty()) {
        return 0;
      }
      try {
        return Integer.parseInt(given.get().value().strip());
      } catch (NumberFormatException e) {
        throw new SyncAnnotationException(
            given.get().name(), given.get().value(), "a whole number such as -1, 0 or 10");
      }
    }

    private List<HookDeletePolicy> deletePolicies() {
      Optional<Named> given =
          first(
              OWN + "hook-delete-policy",
              ARGO_CD + "hook-delete-policy",
              HELM + "hook-delete-policy");
      if (given.isEmpty() || given.get().words().isEmpty()) {
        return USUAL_DELETION;
      }
      Map<HookDeletePolicy, Boolean> policies = new LinkedHashMap<>();
      for (String word : given.get().words()) {
        policies.put(
            HookDeletePolicy.of(word)
                .orElseThrow(
                    () ->
                        given
                            .get()
                            .wrong(
                                word,
                                Arrays.stream(HookDeletePolicy.values())
                                    .map(HookDeletePolicy::word)
                                    .toList())),
            true);
      }
      return List.copyOf(policies.keySet());
    }

    private SyncOptions options() {
      SyncOptions options = SyncOptions.NONE;
      for (String prefix : List.of(ARGO_CD, OWN)) {
        Optional<Named> given = first(prefix + "sync-options");
        if (given.isPresent()) {
          options = SyncOptions.of(given.get().words(), given.get().name()).over(options);
        }
      }
      List<String> more = new ArrayList<>();
      if (isEnabled("force")) {
        more.add("Force=true");
      }
      if (isDisabled("prune")) {
        more.add("Prune=false");
      }
      return more.isEmpty() ? options : options.over(SyncOptions.of(more));
    }

    private Optional<SsaPolicy> ssa() {
      return one(
          "ssa",
          SsaPolicy::of,
          Arrays.stream(SsaPolicy.values()).map(SsaPolicy::word).collect(Collectors.toList()));
    }

    private boolean isEnabled(String name) {
      return one(name, Reading::onOff, List.of("enabled", "disabled")).orElse(false);
    }

    private boolean isDisabled(String name) {
      return !one(name, Reading::onOff, List.of("enabled", "disabled")).orElse(true);
    }

    private static Optional<Boolean> onOff(String word) {
      return switch (word.toLowerCase(Locale.ROOT)) {
        case "enabled", "true" -> Optional.of(true);
        case "disabled", "false" -> Optional.of(false);
        default -> Optional.empty();
      };
    }

    private <T> Optional<T> one(
        String name, Function<String, Optional<T>> meaning, List<String> expected) {
      Optional<Named> given = first(OWN + name, FLUX + name);
      return given.map(
          annotation ->
              meaning
                  .apply(annotation.value().strip())
                  .orElseThrow(() -> annotation.wrong(annotation.value(), expected)));
    }

    private Optional<Named> first(String... names) {
      for (String name : names) {
        JsonNode value = annotations.get(name);
        if (value != null && !value.isNull()) {
          return Optional.of(new Named(name, value.asText()));
        }
      }
      return Optional.empty();
    }
  }

  /** An annotation that is there. */
  private record Named(String name, String value) {

    List<String> words() {
      return Arrays.stream(value.split(",", -1))
          .map(String::strip)
          .filter(word -> !word.isEmpty())
          .toList();
    }

    SyncAnnotationException wrong(String word, List<String> expected, String... more) {
      List<String> all = new ArrayList<>(expected);
      all.addAll(List.of(more));
      return new SyncAnnotationException(name, word, "one of " + String.join(", ", all));
    }
  }
}
