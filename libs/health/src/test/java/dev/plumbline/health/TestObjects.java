package dev.plumbline.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;

/** Objects written as YAML. */
final class TestObjects {

  private static final YAMLMapper YAML = new YAMLMapper();

  private TestObjects() {}

  static ObjectNode yaml(String text) {
    try {
      return (ObjectNode) Json.mapper().readTree(YAML.readTree(text).toString());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static ObjectRef ref(ObjectNode object) {
    return ObjectRef.of(
        object.path("apiVersion").asText(), object.path("kind").asText(), "shop", "it");
  }
}
