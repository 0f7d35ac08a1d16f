package dev.plumbline.notifier.model;

import dev.plumbline.contracts.resources.NotificationProvider;
import dev.plumbline.contracts.resources.NotificationRoute;
import dev.plumbline.contracts.resources.NotificationRoute.ApplicationSelector;
import dev.plumbline.contracts.resources.NotificationRoute.Subject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who is to be told of an event: the routes' providers, each once. */
public final class Routing {

  private Routing() {}

  /**
   * Where an event goes.
   *
   * @param destinations to tell, as {@code namespace/provider}, in order
   * @param missing named by a route and not there
   * @param suspended not told for now, by their owner's wish
   */
  public record Audience(List<String> destinations, List<String> missing, List<String> suspended) {

    /** Nobody. */
    public static final Audience NOBODY = new Audience(List.of(), List.of(), List.of());

    public Audience {
      destinations = List.copyOf(destinations);
      missing = List.copyOf(missing);
      suspended = List.copyOf(suspended);
    }
  }

  /** The audience of a subject for an application, several routes to one provider merged. */
  public static Audience audience(
      Subject subject,
      ApplicationFacts application,
      Collection<NotificationRoute> routes,
      Map<String, NotificationProvider> providers) {
    Set<String> told = new TreeSet<>();
    Set<String> missing = new TreeSet<>();
    Set<String> suspended = new TreeSet<>();
    for (NotificationRoute route : routes) {
      if (events(route).contains(subject) && selects(route, application)) {
        for (String name : route.spec().providers()) {
          String destination = route.metadata().namespace() + "/" + name;
          NotificationProvider provider = providers.get(destination);
          if (provider == null) {
            missing.add(destination);
          } else if (Boolean.TRUE.equals(provider.spec().suspend())) {
            suspended.add(destination);
          } else {
            told.add(destination);
          }
        }
      }
    }
    return new Audience(List.copyOf(told), List.copyOf(missing), List.copyOf(suspended));
  }

  private static List<Subject> events(NotificationRoute route) {
    List<Subject> events = route.spec().events();
    return events == null ? List.of() : events;
  }

  private static boolean selects(NotificationRoute route, ApplicationFacts application) {
    ApplicationSelector selector = route.spec().applications();
    List<String> namespaces = selector == null ? null : selector.namespaces();
    String namespace = application.key().namespace();
    boolean inNamespace =
        namespaces == null
            ? route.metadata().namespace().equals(namespace)
            : anyMatches(namespaces, namespace);
    if (selector == null || !inNamespace) {
      return inNamespace;
    }
    List<String> names = selector.names();
    return (names == null || anyMatches(names, application.key().name()))
        && bears(application.labels(), selector.matchLabels());
  }

  private static boolean bears(Map<String, String> labels, @Nullable Map<String, String> wanted) {
    return wanted == null || labels.entrySet().containsAll(wanted.entrySet());
  }

  private static boolean anyMatches(List<String> globs, String name) {
    return globs.stream().anyMatch(glob -> matches(glob, name));
  }

  /** {@code *} stands for any run of characters, {@code ?} for one; the rest for itself. */
  static boolean matches(String glob, String name) {
    int at = 0;
    int star = -1;
    int retry = 0;
    int next = 0;
    while (next < name.length()) {
      if (at < glob.length() && glob.charAt(at) == '*') {
        star = at++;
        retry = next;
      } else if (at < glob.length()
          && (glob.charAt(at) == '?' || glob.charAt(at) == name.charAt(next))) {
        at++;
        next++;
      } else if (star >= 0) {
        at = star + 1;
        next = ++retry;
      } else {
        return false;
      }
    }
    while (at < glob.length() && glob.charAt(at) == '*') {
      at++;
    }
    return at == glob.length();
  }
}
