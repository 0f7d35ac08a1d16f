package dev.plumbline.renderer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.manifests.Place;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.schema.GroupSchema;
import dev.plumbline.manifests.schema.SchemaCheck;
import dev.plumbline.manifests.schema.UnknownField;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fields that kinds do not have on the destination, found before anything is applied. It is a check
 * of what was rendered and no input of it: a cluster that cannot be asked holds up no render, and
 * says so itself when the objects are applied.
 */
final class SchemaLook {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaLook.class);
  private static final Duration AGE = Duration.ofSeconds(10);
  private static final int MOST_ERRORS = 20;

  private record Known(ClusterReader.Schemas schemas, Instant readAt) {}

  private final ClusterReader clusters;
  private final ClusterLook hosts;
  private final Clock clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  SchemaLook(ClusterReader clusters, ClusterLook hosts, Clock clock) {
    this.clusters = clusters;
    this.hosts = hosts;
    this.clock = clock;
  }

  /**
   * What is wrong with the manifests on a cluster; empty when nothing is, or it cannot be told.
   * Trying again may help: definitions of kinds change without anybody telling.
   */
  CompletionStage<Optional<RenderFailure>> check(String cluster, List<Manifest> manifests) {
    return hosts
        .on(cluster, () -> checkNow(cluster, manifests))
        .exceptionally(
            failure -> {
              LOG.debug("Manifests were not checked by schema cluster={}", cluster, failure);
              return Optional.empty();
            });
  }

  private Optional<RenderFailure> checkNow(String cluster, List<Manifest> manifests)
      throws ClusterException {
    Instant now = clock.instant();
    Known before = known.get(cluster);
    if (before != null
        && !before.readAt().isAfter(now)
        && now.isBefore(before.readAt().plus(AGE))
        && errors(before.schemas(), manifests).isEmpty()) {
      return Optional.empty();
    }
    ClusterReader.Schemas fresh = clusters.schemas(cluster);
    known.put(cluster, new Known(fresh, now));
    List<SourceError> errors = errors(fresh, manifests);
    if (errors.isEmpty()) {
      return Optional.empty();
    }
    RenderFailure told = RenderFailure.of(FailureReason.InvalidManifest, errors);
    return Optional.of(new RenderFailure(told.reason(), told.message(), told.errors(), true));
  }

  private static List<SourceError> errors(ClusterReader.Schemas schemas, List<Manifest> manifests)
      throws ClusterException {
    Map<String, Optional<GroupSchema>> read = new HashMap<>();
    for (Manifest manifest : manifests) {
      String apiVersion = manifest.object().path("apiVersion").asText();
      if (!read.containsKey(apiVersion)) {
        read.put(apiVersion, schemas.of(apiVersion));
      }
    }
    List<ObjectNode> objects = manifests.stream().map(Manifest::object).toList();
    SchemaCheck check =
        SchemaCheck.of(apiVersion -> read.getOrDefault(apiVersion, Optional.empty()), objects);
    List<SourceError> errors = new ArrayList<>();
    for (Manifest manifest : manifests) {
      Place place = Place.parse(manifest.origin());
      for (UnknownField field : check.unknownFields(manifest.object())) {
        if (errors.size() < MOST_ERRORS) {
          errors.add(
              new SourceError(
                  place.file(),
                  place.line(),
                  field.path(),
                  manifest.ref() + ": " + field.path() + ": " + field.message()));
        }
      }
    }
    return errors;
  }
}
