package dev.plumbline.notifier.delivery;

import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.NotificationState.Message;
import dev.plumbline.contracts.resources.NotificationProvider;
import dev.plumbline.notifier.model.Outcome;
import dev.plumbline.notifier.provider.HttpAnswer;
import dev.plumbline.notifier.provider.HttpCall;
import dev.plumbline.notifier.provider.InvalidProviderException;
import dev.plumbline.notifier.provider.ProviderSettings;
import dev.plumbline.notifier.provider.Target;
import dev.plumbline.notifier.provider.Targets;
import dev.plumbline.service.AddressGuard;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tries to deliver one message. What its owner can mend within the message's time, such as a
 * missing Secret or a wrong address, is tried again; what the destination refuses is not.
 */
public final class Deliverer {

  private static final String UNKNOWN_TYPE = "unknown";
  private static final String REDACTED = "***";
  private static final int SHORTEST_SECRET = 4;

  private final Function<String, Optional<NotificationProvider>> providers;
  private final SecretReader secrets;
  private final AddressGuard guard;
  private final HttpSender sender;
  private final Clock clock;

  /**
   * Takes what it needs.
   *
   * @param providers finds a provider by {@code namespace/name}
   */
  public Deliverer(
      Function<String, Optional<NotificationProvider>> providers,
      SecretReader secrets,
      AddressGuard guard,
      HttpSender sender,
      Clock clock) {
    this.providers = providers;
    this.secrets = secrets;
    this.guard = guard;
    this.sender = sender;
    this.clock = clock;
  }

  /** Tries once; blocks for as long as that takes. */
  public Delivery deliver(Message message, ApplicationKey application) throws InterruptedException {
    Optional<NotificationProvider> provider = providers.apply(message.destination());
    if (provider.isEmpty()) {
      return new Delivery(UNKNOWN_TYPE, later("there is no such NotificationProvider"));
    }
    NotificationProvider.Spec spec = provider.get().spec();
    if (Boolean.TRUE.equals(spec.suspend())) {
      return new Delivery(spec.type(), new Outcome.Withheld());
    }
    return new Delivery(
        spec.type(), deliver(provider.get().metadata().namespace(), spec, message, application));
  }

  private Outcome deliver(
      String namespace, NotificationProvider.Spec spec, Message message, ApplicationKey application)
      throws InterruptedException {
    Map<String, String> secret = Map.of();
    try {
      if (spec.secretRef() != null) {
        String name = spec.secretRef().name();
        Optional<Map<String, String>> found = secrets.read(namespace, name);
        if (found.isEmpty()) {
          return later("there is no Secret " + namespace + "/" + name);
        }
        secret = found.get();
      }
      Target target = Targets.of(ProviderSettings.of(spec, secret));
      Optional<HttpCall> call = target.call(message, application, clock.instant());
      if (call.isEmpty()) {
        return new Outcome.NotNeeded();
      }
      Optional<String> refusal = guard.refusal(call.get().uri());
      if (refusal.isPresent()) {
        return later(refusal.get());
      }
      HttpAnswer answer = sender.send(call.get());
      return target.judge(redacted(answer, spec.address(), secret.values()), clock.instant());
    } catch (ClusterException e) {
      return later("the Secret cannot be read: " + e.getMessage());
    } catch (InvalidProviderException e) {
      return later("the NotificationProvider cannot be used: " + e.getMessage());
    } catch (UnknownHostException e) {
      return later("the host name of the address has no address");
    } catch (IOException e) {
      return later(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return later("the NotificationProvider or its Secret holds what HTTP does not allow");
    }
  }

  private static Outcome later(String cause) {
    return new Outcome.Later(cause, null);
  }

  /** A destination may repeat in its answer what it was sent. */
  private static HttpAnswer redacted(
      HttpAnswer answer, @Nullable String address, Collection<String> secrets) {
    String body = address == null ? answer.body() : answer.body().replace(address, REDACTED);
    for (String secret : List.copyOf(secrets)) {
      if (secret.strip().length() >= SHORTEST_SECRET) {
        body = body.replace(secret.strip(), REDACTED);
      }
    }
    return new HttpAnswer(answer.status(), answer.headers(), body);
  }
}
