package dev.plumbline.contracts.resources;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@code NotificationRoute}: which events of which applications go to which providers. */
public record NotificationRoute(ResourceMeta metadata, Spec spec) {

  /** Kinds of events a route can name. */
  public enum Subject {
    Drift,
    RenderFailed,
    SyncFailed,
    ConfirmationRequired,
    ConvergenceLost,
    ConvergenceReached
  }

  /**
   * The route.
   *
   * @param providers names of providers in the route's namespace
   * @param events what to tell; all but {@link Subject#ConvergenceReached} unless given. The end of
   *     a problem is always told to whoever was told of it
   * @param applications which applications; those of the route's namespace unless given
   */
  public record Spec(
      List<String> providers,
      @Nullable List<Subject> events,
      @Nullable ApplicationSelector applications) {
    public Spec {
      providers = providers == null ? List.of() : List.copyOf(providers);
      events =
          events == null
              ? List.of(
                  Subject.Drift,
                  Subject.RenderFailed,
                  Subject.SyncFailed,
                  Subject.ConfirmationRequired,
                  Subject.ConvergenceLost)
              : List.copyOf(events);
    }
  }

  /**
   * Selects applications; every part that is given must match.
   *
   * @param namespaces globs; the route's own namespace unless given
   * @param names globs; all unless given
   * @param matchLabels labels the Application must bear; none unless given
   */
  public record ApplicationSelector(
      @Nullable List<String> namespaces,
      @Nullable List<String> names,
      @Nullable Map<String, String> matchLabels) {}
}
