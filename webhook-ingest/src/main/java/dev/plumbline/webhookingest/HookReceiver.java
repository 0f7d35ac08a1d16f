package dev.plumbline.webhookingest;

import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.webhookingest.intake.Hint;
import dev.plumbline.webhookingest.intake.Intake;
import dev.plumbline.webhookingest.intake.Outcome;
import dev.plumbline.webhookingest.intake.Refusal;
import dev.plumbline.webhookingest.intake.Route;
import dev.plumbline.webhookingest.provider.Delivery;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one webhook from its first byte to its answer: bounded reading, judgement, writing. It
 * knows nothing of the HTTP server.
 */
final class HookReceiver {

  private static final Logger LOG = LoggerFactory.getLogger(HookReceiver.class);
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final int ACCEPTED = 202;

  /**
   * What the caller is told.
   *
   * @param retryAfter with a 503
   */
  record Answer(int status, String text, @Nullable Duration retryAfter) {}

  /** How long to wait and how much to read. */
  record Limits(int maxBodyBytes, Duration acknowledgeWithin, Duration retryAfter) {}

  private final OpenRoutes routes;
  private final RevisionLog log;
  private final EventCodec codec;
  private final WebhookMetrics metrics;
  private final Limits limits;
  private final Clock clock;
  private final RandomGenerator random;

  HookReceiver(
      OpenRoutes routes,
      RevisionLog log,
      EventCodec codec,
      WebhookMetrics metrics,
      Limits limits,
      Clock clock,
      RandomGenerator random) {
    this.routes = routes;
    this.log = log;
    this.codec = codec;
    this.metrics = metrics;
    this.limits = limits;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Answers a call. The body of one that has no open route is not read at all, so that only who
   * knows a route can make this read.
   *
   * @throws IOException when the body ends before its time
   */
  CompletionStage<Answer> receive(
      String token, Map<String, List<String>> headers, @Nullable InputStream body)
      throws IOException {
    Optional<Route> found = routes.find(token);
    if (found.isEmpty()) {
      metrics.rejected("unknown", Refusal.UNKNOWN_ROUTE);
      LOG.debug("Webhook without an open route refused");
      return answer(Refusal.UNKNOWN_ROUTE);
    }
    Route route = found.get();
    Delivery head = new Delivery(headers, new byte[0], clock.instant());
    Optional<Refusal> early =
        Intake.beforeBody(
            route, head.header("Content-Type"), declaredBytes(head), limits.maxBodyBytes());
    if (early.isPresent()) {
      return refuse(route, early.get());
    }
    Optional<byte[]> bytes = BoundedBody.read(body, limits.maxBodyBytes());
    if (bytes.isEmpty()) {
      return refuse(route, Refusal.TOO_LARGE);
    }
    metrics.read(bytes.get().length);
    Delivery delivery = new Delivery(headers, bytes.get(), head.receivedAt());
    Outcome outcome = Intake.judge(route, delivery);
    if (outcome instanceof Outcome.Refused refused) {
      return refuse(route, refused.reason());
    }
    if (outcome instanceof Outcome.Ignored ignored) {
      return ignore(route, ignored);
    }
    return accept(route, (Outcome.Accepted) outcome, delivery);
  }

  private CompletionStage<Answer> accept(
      Route route, Outcome.Accepted accepted, Delivery delivery) {
    TraceParent trace =
        delivery
            .header(EventCodec.TRACEPARENT)
            .flatMap(TraceParent::parse)
            .orElseGet(() -> TraceParent.root(random));
    List<EncodedEvent> events =
        accepted.hints().stream()
            .map(hint -> EventCodec.encode(codec.envelope(hint.event(), hint.id(), trace)))
            .toList();
    return append(events)
        .orTimeout(limits.acknowledgeWithin().toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (done, failure) ->
                failure == null
                    ? stored(route, accepted, trace)
                    : unavailable(route, accepted, failure));
  }

  private CompletableFuture<Void> append(List<EncodedEvent> events) {
    try {
      return log.append(events).toCompletableFuture();
    } catch (IllegalStateException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Answer stored(Route route, Outcome.Accepted accepted, TraceParent trace) {
    Hint first = accepted.hints().get(0);
    metrics.received(route.provider().name(), "accepted");
    LOG.info(
        "Webhook accepted source={} provider={} kind={} delivery={} repository={} ref={} events={}"
            + " trace={}",
        route.source(),
        route.provider().name(),
        accepted.kind(),
        first.event().deliveryId(),
        first.event().repository(),
        first.event().ref(),
        accepted.hints().size(),
        trace.traceId());
    return new Answer(ACCEPTED, "accepted", null);
  }

  private Answer unavailable(Route route, Outcome.Accepted accepted, Throwable failure) {
    metrics.received(route.provider().name(), "unavailable");
    LOG.warn(
        "Webhook not stored, caller told to come again source={} kind={} cause={}",
        route.source(),
        accepted.kind(),
        failure.toString());
    return new Answer(SERVICE_UNAVAILABLE, "not stored, try again", limits.retryAfter());
  }

  private CompletionStage<Answer> ignore(Route route, Outcome.Ignored ignored) {
    metrics.received(route.provider().name(), "ignored");
    LOG.info(
        "Webhook ignored source={} provider={} kind={} why={}",
        route.source(),
        route.provider().name(),
        ignored.kind(),
        ignored.why());
    return CompletableFuture.completedFuture(
        new Answer(ACCEPTED, "ignored: " + ignored.why(), null));
  }

  private CompletionStage<Answer> refuse(Route route, Refusal refusal) {
    metrics.rejected(route.provider().name(), refusal);
    LOG.warn(
        "Webhook refused source={} provider={} reason={}",
        route.source(),
        route.provider().name(),
        refusal.label());
    return answer(refusal);
  }

  private static CompletionStage<Answer> answer(Refusal refusal) {
    return CompletableFuture.completedFuture(new Answer(refusal.status(), "", null));
  }

  private static Optional<Long> declaredBytes(Delivery head) {
    try {
      return head.header("Content-Length").map(Long::valueOf);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
