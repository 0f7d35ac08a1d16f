package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.contracts.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An answer of an API server, read whole. */
record Answer(int code, byte[] body, @Nullable String retryAfter, @Nullable String etag) {
  Answer(int code, byte[] body, @Nullable String retryAfter) {
    this(code, body, retryAfter, null);
  }

  /** How long the server asks to be left alone. */
  Optional<Duration> patience() {
    return Optional.ofNullable(StatusErrors.retryAfter(json(), retryAfter));
  }

  /** Whether an admission webhook or policy said no, whatever status it chose for that. */
  boolean denied() {
    return StatusErrors.denied(json());
  }

  /** Its body; a missing node when that is no object. */
  JsonNode json() {
    try {
      JsonNode node = Json.mapper().readTree(body);
      return node != null && node.isObject() ? node : MissingNode.getInstance();
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  boolean ok() {
    return code >= 200 && code < 300;
  }

  /** The object in it. */
  ObjectNode object(String subject) throws ClusterException {
    try {
      if (Json.mapper().readTree(body) instanceof ObjectNode object) {
        return object;
      }
      throw new ClusterException(
          Reason.SERVER_ERROR, code, subject + ": the answer is not an object");
    } catch (IOException e) {
      throw new ClusterException(
          Reason.SERVER_ERROR, code, subject + ": the answer is not JSON: " + Json.shortMessage(e));
    }
  }

  /** Whether it is a 404 that names no object: then the server does not serve the kind there. */
  boolean deniesPath() {
    if (code != 404) {
      return false;
    }
    try {
      return object("").path("details").path("name").asText("").isEmpty();
    } catch (ClusterException e) {
      return true;
    }
  }
}
