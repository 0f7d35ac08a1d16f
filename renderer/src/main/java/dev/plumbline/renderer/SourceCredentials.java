package dev.plumbline.renderer;

import dev.plumbline.charts.ChartAccess;
import dev.plumbline.charts.ChartRepositoryUrl;
import dev.plumbline.charts.ProvenancePolicy;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.HelmSource;
import dev.plumbline.git.Credentials;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The credentials that applications name, remembered for a moment. */
final class SourceCredentials {

  private record Known(Map<String, String> data, Instant readAt) {}

  private final CredentialsReader secrets;
  private final Duration maxAge;
  private final Clock clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  SourceCredentials(CredentialsReader secrets, Duration maxAge, Clock clock) {
    this.secrets = secrets;
    this.maxAge = maxAge;
    this.clock = clock;
  }

  /** Credentials for a Git source of an application; blocks while they are read. */
  Credentials of(Application application, Application.Source source) throws RenderException {
    String name = source.credentialsSecret();
    if (name == null || name.isEmpty()) {
      return Credentials.none();
    }
    String namespace = application.metadata().namespace();
    try {
      return Credentials.fromSecret(data(namespace, name));
    } catch (IllegalArgumentException e) {
      throw unusable(namespace, name, e);
    }
  }

  /** Credentials for a chart that is a source; blocks while they are read. */
  ChartAccess of(Application application, Application.Source source, ChartRepositoryUrl url)
      throws RenderException {
    String name = source.credentialsSecret();
    if (name == null || name.isEmpty()) {
      return ChartAccess.NONE;
    }
    String namespace = application.metadata().namespace();
    try {
      return ChartAccess.fromSecret(data(namespace, name), url);
    } catch (IllegalArgumentException e) {
      throw unusable(namespace, name, e);
    }
  }

  /** Whether a chart must be signed, and by whom; blocks while the keys are read. */
  ProvenancePolicy provenance(Application application, Application.Source source)
      throws RenderException {
    HelmSource helm = source.helm();
    if (helm == null || helm.verify() == null) {
      return ProvenancePolicy.OFF;
    }
    String namespace = application.metadata().namespace();
    Map<String, String> keys = data(namespace, helm.verify().secretRef().name());
    return new ProvenancePolicy(
        ProvenancePolicy.Mode.REQUIRED,
        new TreeMap<>(keys).values().stream().collect(Collectors.joining("\n")));
  }

  private Map<String, String> data(String namespace, String name) throws RenderException {
    String key = namespace + "/" + name;
    @Nullable Known remembered = known.get(key);
    if (remembered != null && isFresh(remembered.readAt())) {
      return remembered.data();
    }
    known.remove(key);
    Map<String, String> read = read(namespace, name);
    known.put(key, new Known(read, clock.instant()));
    return read;
  }

  /** Whatever was read in the future was read before the clock was set back. */
  private boolean isFresh(Instant readAt) {
    Instant now = clock.instant();
    return !readAt.isAfter(now) && now.isBefore(readAt.plus(maxAge));
  }

  private Map<String, String> read(String namespace, String name) throws RenderException {
    try {
      return secrets
          .read(namespace, name)
          .orElseThrow(
              () ->
                  new RenderException(
                      passing(
                          shown(namespace, name)
                              + " does not exist: create it with username and password,"
                              + " bearerToken, or sshPrivateKey and known_hosts, or correct"
                              + " spec.source.credentialsSecret")));
    } catch (ClusterException e) {
      throw new RenderException(
          passing(shown(namespace, name) + " cannot be read: " + e.getMessage()));
    }
  }

  private static RenderException unusable(
      String namespace, String name, IllegalArgumentException e) {
    return new RenderException(
        passing(shown(namespace, name) + " has no usable credentials: " + e.getMessage()));
  }

  private static String shown(String namespace, String name) {
    return "the Secret '" + name + "' in namespace " + namespace;
  }

  private static RenderFailure passing(String message) {
    return RenderFailure.passing(FailureReason.CredentialsNotFound, message);
  }
}
