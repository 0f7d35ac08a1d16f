package dev.plumbline.webhookingest.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.charts.ChartRepositoryUrl;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.git.RepositoryUrl;
import dev.plumbline.webhookingest.provider.Delivery;
import dev.plumbline.webhookingest.provider.PushNotice;
import dev.plumbline.webhookingest.provider.RefChange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges deliveries: first what can be told without the body, then who sent it, and only then what
 * it says. Stateless and thread-safe.
 */
public final class Intake {

  private static final int MAX_DEPTH = 100;
  private static final int MAX_TOKENS = 500_000;
  private static final int MAX_URLS = 20;
  private static final int MAX_CHANGES = 100;
  private static final int LONGEST_DELIVERY_ID = 128;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxTokenCount(MAX_TOKENS)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Intake() {}

  /**
   * What can be told before the body is read; empty when it is to be read.
   *
   * @param contentType the header, if it is there
   * @param declaredBytes {@code Content-Length}, if it is there
   * @param maxBytes the largest body allowed
   */
  public static Optional<Refusal> beforeBody(
      Route route, Optional<String> contentType, Optional<Long> declaredBytes, long maxBytes) {
    if (declaredBytes.filter(bytes -> bytes > maxBytes).isPresent()) {
      return Optional.of(Refusal.TOO_LARGE);
    }
    return BodyFormat.of(contentType.orElse(null), route.provider()).isEmpty()
        ? Optional.of(Refusal.UNSUPPORTED_TYPE)
        : Optional.empty();
  }

  /** What is to be done about a whole delivery. */
  public static Outcome judge(Route route, Delivery delivery) {
    Optional<BodyFormat> format =
        BodyFormat.of(delivery.header("Content-Type").orElse(null), route.provider());
    if (format.isEmpty()) {
      return new Outcome.Refused(Refusal.UNSUPPORTED_TYPE);
    }
    if (!route.provider().authentic(delivery, route.secret())) {
      return new Outcome.Refused(Refusal.BAD_SIGNATURE);
    }
    Optional<JsonNode> payload =
        format.get().json(delivery.body(), route.provider()).flatMap(Intake::parse);
    return payload.isEmpty()
        ? new Outcome.Refused(Refusal.MALFORMED)
        : judge(route, delivery, route.provider().read(delivery, payload.get()));
  }

  private static Outcome judge(Route route, Delivery delivery, PushNotice notice) {
    if (notice.changes().isEmpty()) {
      return new Outcome.Ignored(notice.kind(), "no branch or tag moved");
    }
    Set<String> named = repositories(notice.urls());
    if (named.isEmpty()) {
      return new Outcome.Ignored(notice.kind(), "the payload names no repository");
    }
    RepositoryGlobs globs = new RepositoryGlobs(route.repositories());
    List<String> permitted = named.stream().filter(globs::permit).toList();
    if (permitted.isEmpty()) {
      return new Outcome.Ignored(
          notice.kind(), "spec.repositories does not let this source speak for the repository");
    }
    List<Hint> hints = new ArrayList<>();
    for (String repository : permitted) {
      for (RefChange change : distinct(notice.changes())) {
        hints.add(hint(route, delivery, repository, change, notice));
      }
    }
    return new Outcome.Accepted(notice.kind(), hints);
  }

  /** Normalised and without doubles; what is not a repository's URL is passed over. */
  private static Set<String> repositories(List<String> urls) {
    Set<String> ids = new LinkedHashSet<>();
    urls.stream().limit(MAX_URLS).forEach(url -> identity(url).ifPresent(ids::add));
    return ids;
  }

  /**
   * A chart repository over HTTPS has the same identity as one of Git; what is none of Git may be a
   * registry. For what is neither, the payload's other URLs, or polling, find the repository.
   */
  private static Optional<String> identity(String url) {
    try {
      return Optional.of(RepositoryUrl.parse(url).id());
    } catch (IllegalArgumentException notOfGit) {
      try {
        return Optional.of(ChartRepositoryUrl.parse(url).id());
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  /** The last change of each ref; all refs as one when there are very many. */
  private static Collection<RefChange> distinct(List<RefChange> changes) {
    Map<String, RefChange> byRef = new LinkedHashMap<>();
    changes.forEach(change -> byRef.put(change.ref(), change));
    return byRef.size() <= MAX_CHANGES
        ? byRef.values()
        : List.of(new RefChange(RevisionObserved.ALL_REFS, null, null));
  }

  private static Hint hint(
      Route route, Delivery delivery, String repository, RefChange change, PushNotice notice) {
    Optional<String> deliveryId =
        route.provider().deliveryId(delivery).filter(Intake::isDeliveryId);
    String id =
        Json.sha256(
            String.join(
                "\n",
                route.uid(),
                deliveryId.orElseGet(() -> "at " + delivery.receivedAt()),
                repository,
                change.ref()));
    return new Hint(
        id,
        new RevisionObserved(
            repository,
            change.ref(),
            change.after(),
            change.before(),
            new Trigger(Trigger.Cause.WEBHOOK, notice.pusher(), id, delivery.receivedAt()),
            route.provider().name(),
            deliveryId.orElse(null)));
  }

  private static boolean isDeliveryId(String text) {
    return text.length() <= LONGEST_DELIVERY_ID && text.matches("[A-Za-z0-9._:-]+");
  }

  private static Optional<JsonNode> parse(byte[] json) {
    try {
      JsonNode payload = MAPPER.readTree(json);
      return payload == null || payload.isMissingNode() ? Optional.empty() : Optional.of(payload);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
