package dev.plumbline.renderer;

import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.Credentials;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The credentials that applications name, remembered for a moment. */
final class GitCredentials {

  private record Known(Credentials credentials, Instant readAt) {}

  private final CredentialsReader secrets;
  private final Duration maxAge;
  private final Clock clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  GitCredentials(CredentialsReader secrets, Duration maxAge, Clock clock) {
    this.secrets = secrets;
    this.maxAge = maxAge;
    this.clock = clock;
  }

  /** Credentials for a source of an application; blocks while they are read. */
  Credentials of(Application application, Application.Source source) throws RenderException {
    String name = source.credentialsSecret();
    if (name == null || name.isEmpty()) {
      return Credentials.none();
    }
    String key = application.metadata().namespace() + "/" + name;
    @Nullable Known remembered = known.get(key);
    if (remembered != null && isFresh(remembered.readAt())) {
      return remembered.credentials();
    }
    known.remove(key);
    Credentials read = read(application.metadata().namespace(), name);
    known.put(key, new Known(read, clock.instant()));
    return read;
  }

  /** Whatever was read in the future was read before the clock was set back. */
  private boolean isFresh(Instant readAt) {
    Instant now = clock.instant();
    return !readAt.isAfter(now) && now.isBefore(readAt.plus(maxAge));
  }

  private Credentials read(String namespace, String name) throws RenderException {
    String secret = "the Secret '" + name + "' in namespace " + namespace;
    try {
      Optional<Map<String, String>> data = secrets.read(namespace, name);
      if (data.isEmpty()) {
        throw new RenderException(
            RenderFailure.passing(
                FailureReason.CredentialsNotFound,
                secret
                    + " does not exist: create it with username and password, bearerToken, or"
                    + " sshPrivateKey and known_hosts, or correct spec.source.credentialsSecret"));
      }
      return Credentials.fromSecret(data.get());
    } catch (ClusterException e) {
      throw new RenderException(
          RenderFailure.passing(
              FailureReason.CredentialsNotFound, secret + " cannot be read: " + e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw new RenderException(
          RenderFailure.passing(
              FailureReason.CredentialsNotFound,
              secret + " has no usable credentials: " + e.getMessage()));
    }
  }
}
