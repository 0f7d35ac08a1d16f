package dev.plumbline.cluster.sync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.events.PlanMade;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What somebody put on a live object by hand to keep Plumbline from it. It holds though Git says
 * nothing of it; what means nothing is passed over, for it may be anybody's.
 */
public final class Wishes {

  private static final String FLUX = "kustomize.toolkit.fluxcd.io/";
  private static final List<String> PREFIXES = List.of("plumbline.dev/", FLUX);
  private static final List<String> OPTIONS =
      List.of("plumbline.dev/sync-options", "argocd.argoproj.io/sync-options");

  private Wishes() {}

  /** Why the object is not to be applied; empty if it may be. */
  public static Optional<String> againstApplying(@Nullable JsonNode live) {
    return disabled(live, "reconcile");
  }

  /** Why the object is not to be deleted, by itself or with all of them; empty if it may be. */
  public static Optional<String> againstDeleting(@Nullable JsonNode live, PlanMade.Kind kind) {
    String option = kind == PlanMade.Kind.DELETE ? "Delete" : "Prune";
    return disabled(live, "prune").or(() -> option(live, option));
  }

  private static Optional<String> disabled(@Nullable JsonNode live, String name) {
    return PREFIXES.stream()
        .map(prefix -> prefix + name)
        .filter(annotation -> !value(live, annotation).isEmpty())
        .findFirst()
        .filter(annotation -> isOff(value(live, annotation)))
        .map(annotation -> "it bears " + annotation + ": " + value(live, annotation));
  }

  private static boolean isOff(String value) {
    String word = value.toLowerCase(Locale.ROOT);
    return word.equals("disabled") || word.equals("false");
  }

  /** The first annotation that says anything of the option decides. */
  private static Optional<String> option(@Nullable JsonNode live, String name) {
    for (String annotation : OPTIONS) {
      Optional<String> said =
          Arrays.stream(value(live, annotation).split(",", -1))
              .map(String::strip)
              .filter(option -> option.startsWith(name + "="))
              .reduce((one, later) -> later);
      if (said.isPresent()) {
        return said.filter((name + "=false")::equals)
            .map(option -> "it bears " + annotation + ": " + option);
      }
    }
    return Optional.empty();
  }

  /** Flux takes labels for annotations. */
  private static String value(@Nullable JsonNode live, String name) {
    if (live == null) {
      return "";
    }
    JsonNode metadata = live.path("metadata");
    JsonNode annotation = metadata.path("annotations").path(name);
    JsonNode given =
        annotation.isMissingNode() && name.startsWith(FLUX)
            ? metadata.path("labels").path(name)
            : annotation;
    return given.asText("").strip();
  }
}
