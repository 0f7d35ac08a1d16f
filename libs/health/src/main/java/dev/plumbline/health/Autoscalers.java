package dev.plumbline.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.plumbline.contracts.Json;
import java.util.Set;

/** Health of horizontal autoscalers. */
final class Autoscalers {

  /** Where {@code autoscaling/v1} tells conditions. */
  private static final String ANNOTATION = "autoscaling.alpha.kubernetes.io/conditions";

  private static final String NOT_YET = "the autoscaler has not looked at it yet";

  private static final Set<String> FAILURES =
      Set.of(
          "FailedGetScale",
          "FailedUpdateScale",
          "FailedGetResourceMetric",
          "FailedGetContainerResourceMetric",
          "FailedGetPodsMetric",
          "FailedGetObjectMetric",
          "FailedGetExternalMetric",
          "InvalidSelector",
          "InvalidMetricSourceType",
          "SelectorRequired");

  private Autoscalers() {}

  static Finding of(JsonNode object) {
    JsonNode conditions = conditions(object);
    for (JsonNode condition : conditions) {
      if (FAILURES.contains(condition.path("reason").asText())
          && condition.path("status").asText().equals("False")) {
        return Finding.degraded(Conditions.message(condition));
      }
    }
    for (JsonNode condition : conditions) {
      if (condition.path("type").asText().equals("AbleToScale")) {
        return condition.path("status").asText().equals("True")
            ? Finding.HEALTHY
            : Finding.progressing(Conditions.message(condition));
      }
    }
    return Finding.progressing(NOT_YET);
  }

  private static JsonNode conditions(JsonNode object) {
    JsonNode told = object.path("status").path("conditions");
    JsonNode annotation = object.path("metadata").path("annotations").path(ANNOTATION);
    if (!told.isEmpty() || !annotation.isTextual()) {
      return told;
    }
    try {
      return Json.mapper().readTree(annotation.asText());
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
