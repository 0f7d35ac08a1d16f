package dev.plumbline.service.clusters;

import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.contracts.resources.ServerUrl;
import dev.plumbline.service.clusters.ClusterSecret.Form;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The Secrets that name clusters, as they are now. Not thread-safe. */
public final class ClusterRoster {

  private final String namespace;
  private final Map<Form, Map<String, ClusterSecret>> secrets = new EnumMap<>(Form.class);

  /**
   * @param namespace where the Secrets are, for messages
   */
  public ClusterRoster(String namespace) {
    this.namespace = namespace;
    for (Form form : Form.values()) {
      secrets.put(form, new HashMap<>());
    }
  }

  /** Takes one; gives the names and URLs that may mean something else from now on. */
  public Set<String> put(Form form, ClusterSecret secret) {
    ClusterSecret before = of(form).put(secret.secret(), secret);
    return secret.equals(before) ? Set.of() : names(before, secret);
  }

  /** Takes one away; gives the names and URLs that may mean something else from now on. */
  public Set<String> remove(Form form, String secret) {
    return names(of(form).remove(secret), null);
  }

  /** Takes all of a form; gives the names and URLs that may mean something else from now on. */
  public Set<String> replace(Form form, Collection<ClusterSecret> all) {
    Set<String> changed = new HashSet<>();
    Set<String> there = all.stream().map(ClusterSecret::secret).collect(Collectors.toSet());
    for (String known : Set.copyOf(of(form).keySet())) {
      if (!there.contains(known)) {
        changed.addAll(remove(form, known));
      }
    }
    all.forEach(secret -> changed.addAll(put(form, secret)));
    return changed;
  }

  private Map<String, ClusterSecret> of(Form form) {
    return secrets.getOrDefault(form, Map.of());
  }

  private static Set<String> names(@Nullable ClusterSecret before, @Nullable ClusterSecret after) {
    Set<String> names = new HashSet<>();
    for (ClusterSecret secret : new ClusterSecret[] {before, after}) {
      if (secret != null) {
        names.add(secret.name());
        if (!secret.server().isEmpty()) {
          names.add(secret.server());
        }
      }
    }
    return names;
  }

  /** All that can be used, one for each Secret. */
  public Map<String, ClusterSecret> usable() {
    Map<String, ClusterSecret> usable = new HashMap<>();
    for (Map<String, ClusterSecret> form : secrets.values()) {
      form.values().stream()
          .filter(secret -> secret.refusal().isEmpty())
          .forEach(secret -> usable.putIfAbsent(secret.secret(), secret));
    }
    return usable;
  }

  /**
   * The one Secret that names a cluster.
   *
   * @param text a cluster's name, or the URL of its server
   * @throws ClusterException {@code UNKNOWN_CLUSTER} when there is none, or more than one, or
   *     something is wrong with it
   */
  public ClusterSecret find(String text) throws ClusterException {
    String wanted = text.contains("://") ? ServerUrl.normal(text) : text;
    Map<String, ClusterSecret> found = new TreeMap<>();
    for (Map<String, ClusterSecret> form : secrets.values()) {
      form.values().stream()
          .filter(secret -> secret.claims(wanted))
          .forEach(secret -> found.putIfAbsent(secret.secret(), secret));
    }
    if (found.isEmpty()) {
      throw unknown(
          "no Secret in namespace %s names a cluster '%s': make one, or correct spec.destination"
              .formatted(namespace, text));
    }
    if (found.size() > 1) {
      throw unknown(
          "the Secrets %s in namespace %s all claim to be cluster '%s': only one can be"
              .formatted(String.join(", ", found.keySet()), namespace, text));
    }
    ClusterSecret one = found.values().iterator().next();
    if (!one.refusal().isEmpty()) {
      throw unknown(
          "Secret %s of cluster '%s' cannot be used: %s"
              .formatted(one.secret(), text, one.refusal()));
    }
    return one;
  }

  private static ClusterException unknown(String message) {
    return new ClusterException(Reason.UNKNOWN_CLUSTER, 0, message);
  }
}
