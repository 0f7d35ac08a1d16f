package dev.plumbline.cluster.sync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.events.HookDeletePolicy;
import dev.plumbline.contracts.events.SsaPolicy;
import dev.plumbline.contracts.events.SyncPhase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads what one object says of how it is to be synced. */
final class TraitsReading {

  private static final String OWN = "plumbline.dev/";
  private static final String ARGO_CD = "argocd.argoproj.io/";
  private static final String HELM = "helm.sh/";
  private static final String FLUX = "kustomize.toolkit.fluxcd.io/";
  private static final String SKIP = "Skip";
  private static final List<String> SWITCH = List.of("enabled", "disabled");

  private final JsonNode annotations;
  private final JsonNode labels;

  TraitsReading(JsonNode metadata) {
    this.annotations = metadata.path("annotations");
    this.labels = metadata.path("labels");
  }

  SyncTraits traits() {
    Turn turn = turn();
    return new SyncTraits(
        turn.hook(),
        turn.skip(),
        turn.unknown(),
        turn.phases(),
        turn.events(),
        wave(),
        turn.hook() ? deletePolicies() : List.of(),
        options(),
        ssa(),
        reconcile());
  }

  /** Everything is read, so that whoever mends it is told all of it at once. */
  List<SyncAnnotationException> faults() {
    List<SyncAnnotationException> faults = new ArrayList<>();
    for (Runnable part :
        List.<Runnable>of(
            this::turn,
            this::wave,
            this::deletePoliciesOfHooks,
            () -> optionsOf(ARGO_CD),
            () -> optionsOf(OWN),
            this::force,
            this::prune,
            this::ssa,
            this::reconcile)) {
      try {
        part.run();
      } catch (SyncAnnotationException e) {
        faults.add(e);
      }
    }
    return faults;
  }

  private void deletePoliciesOfHooks() {
    if (annotation(OWN + "hook", ARGO_CD + "hook", HELM + "hook").isPresent()) {
      deletePolicies();
    }
  }

  /** When an object has its turn. */
  private record Turn(
      boolean hook,
      boolean skip,
      List<String> unknown,
      Set<SyncPhase> phases,
      Set<HelmEvent> events) {

    static final Turn USUAL =
        new Turn(false, false, List.of(), EnumSet.of(SyncPhase.SYNC), Set.of());

    static Turn passedOver(List<String> unknown) {
      return new Turn(false, true, unknown, EnumSet.of(SyncPhase.SYNC), Set.of());
    }
  }

  private Turn turn() {
    Optional<Named> own = annotation(OWN + "hook", ARGO_CD + "hook");
    if (own.isPresent()) {
      return turn(own.get());
    }
    return annotation(HELM + "hook").map(TraitsReading::helmTurn).orElse(Turn.USUAL);
  }

  /** {@code Skip} beside a phase says nothing, as in Argo CD. */
  private static Turn turn(Named annotation) {
    List<String> words = annotation.words();
    List<String> permitted =
        Stream.concat(Arrays.stream(SyncPhase.values()).map(SyncPhase::word), Stream.of(SKIP))
            .toList();
    Set<SyncPhase> phases = EnumSet.noneOf(SyncPhase.class);
    for (String word : words) {
      if (!word.equals(SKIP)) {
        phases.add(SyncPhase.of(word).orElseThrow(() -> annotation.wrong(word, permitted)));
      }
    }
    if (words.isEmpty()) {
      throw annotation.wrong("", permitted);
    }
    return phases.isEmpty()
        ? Turn.passedOver(List.of())
        : new Turn(true, false, List.of(), phases, Set.of());
  }

  /** Helm passes an object over that names an event which it does not know. */
  private static Turn helmTurn(Named annotation) {
    Set<HelmEvent> events = EnumSet.noneOf(HelmEvent.class);
    List<String> unknown = new ArrayList<>();
    for (String word : annotation.words()) {
      HelmEvent.of(word.toLowerCase(Locale.ROOT))
          .ifPresentOrElse(events::add, () -> unknown.add(word));
    }
    if (annotation.words().isEmpty()) {
      unknown.add("");
    }
    if (!unknown.isEmpty()) {
      return Turn.passedOver(unknown);
    }
    Set<SyncPhase> phases = EnumSet.noneOf(SyncPhase.class);
    events.forEach(event -> event.phase().ifPresent(phases::add));
    if (phases.isEmpty()) {
      return Turn.passedOver(List.of());
    }
    return events.contains(HelmEvent.CRD_INSTALL)
        ? Turn.USUAL
        : new Turn(true, false, List.of(), phases, events);
  }

  /** As in Argo CD, a weight is a wave whatever makes the object a hook. */
  private int wave() {
    Optional<Named> given =
        annotation(OWN + "sync-wave", ARGO_CD + "sync-wave", HELM + "hook-weight");
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

  /** As in Argo CD, its own policies and Helm's add up. */
  private List<HookDeletePolicy> deletePolicies() {
    Set<HookDeletePolicy> policies = new LinkedHashSet<>();
    annotation(OWN + "hook-delete-policy").ifPresent(given -> read(given, policies));
    if (policies.isEmpty()) {
      annotation(ARGO_CD + "hook-delete-policy").ifPresent(given -> read(given, policies));
      annotation(HELM + "hook-delete-policy").ifPresent(given -> read(given, policies));
    }
    return policies.isEmpty()
        ? List.of(HookDeletePolicy.BEFORE_HOOK_CREATION)
        : List.copyOf(policies);
  }

  private static void read(Named given, Set<HookDeletePolicy> policies) {
    for (String word : given.words()) {
      policies.add(
          HookDeletePolicy.of(word)
              .orElseThrow(
                  () ->
                      given.wrong(
                          word,
                          Arrays.stream(HookDeletePolicy.values())
                              .map(HookDeletePolicy::word)
                              .toList())));
    }
  }

  /** Flux's exemption from pruning holds when the application is deleted, too. */
  private SyncOptions options() {
    List<String> fluxes = new ArrayList<>();
    if (force()) {
      fluxes.add("Force=true");
    }
    if (!prune()) {
      fluxes.addAll(List.of("Prune=false", "Delete=false"));
    }
    return optionsOf(OWN).over(optionsOf(ARGO_CD)).over(SyncOptions.of(fluxes));
  }

  private SyncOptions optionsOf(String prefix) {
    return annotation(prefix + "sync-options")
        .map(given -> SyncOptions.of(given.words(), given.name()))
        .orElse(SyncOptions.NONE);
  }

  private Optional<SsaPolicy> ssa() {
    List<String> words = Arrays.stream(SsaPolicy.values()).map(SsaPolicy::word).toList();
    return one(
        "ssa",
        given -> words.stream().filter(given::equalsIgnoreCase).findFirst().flatMap(SsaPolicy::of),
        words);
  }

  private boolean force() {
    return isOn("force").orElse(false);
  }

  private boolean prune() {
    return isOn("prune").orElse(true);
  }

  private boolean reconcile() {
    return isOn("reconcile").orElse(true);
  }

  private Optional<Boolean> isOn(String name) {
    return one(
        name,
        given ->
            switch (given.toLowerCase(Locale.ROOT)) {
              case "enabled", "true" -> Optional.of(true);
              case "disabled", "false" -> Optional.of(false);
              default -> Optional.empty();
            },
        SWITCH);
  }

  /** Flux takes labels for annotations. */
  private <T> Optional<T> one(
      String name, Function<String, Optional<T>> meaning, List<String> expected) {
    Optional<Named> given =
        annotation(OWN + name, FLUX + name).or(() -> Named.in(labels, FLUX + name));
    return given.map(
        annotation ->
            meaning
                .apply(annotation.value().strip())
                .orElseThrow(() -> annotation.wrong(annotation.value(), expected)));
  }

  private Optional<Named> annotation(String... names) {
    return Arrays.stream(names).flatMap(name -> Named.in(annotations, name).stream()).findFirst();
  }

  /** An annotation that is there. */
  private record Named(String name, String value) {

    static Optional<Named> in(JsonNode pairs, String name) {
      JsonNode value = pairs.get(name);
      return value == null || value.isNull()
          ? Optional.empty()
          : Optional.of(new Named(name, value.asText()));
    }

    List<String> words() {
      return Arrays.stream(value.split(",", -1))
          .map(String::strip)
          .filter(word -> !word.isEmpty())
          .toList();
    }

    SyncAnnotationException wrong(String word, List<String> expected) {
      return new SyncAnnotationException(name, word, "one of " + String.join(", ", expected));
    }
  }
}
