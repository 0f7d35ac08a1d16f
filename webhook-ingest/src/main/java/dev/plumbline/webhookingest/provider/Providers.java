package dev.plumbline.webhookingest.provider;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The providers there are, by the name that a {@code WebhookSource} gives. */
public final class Providers {

  private final Map<String, Provider> byName = new TreeMap<>();

  public Providers(List<Provider> providers) {
    providers.forEach(provider -> byName.put(provider.name(), provider));
  }

  /** Those that come with Plumbline. */
  public static Providers builtIn() {
    return new Providers(List.of(new GitHub(), new GitLab(), new GenericHmac()));
  }

  /** The provider of that name. */
  public Optional<Provider> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All names, sorted. */
  public Set<String> names() {
    return Set.copyOf(byName.keySet());
  }
}
