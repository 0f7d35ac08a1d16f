package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.sandbox.schema.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads request bodies: JSON, YAML for server-side apply, and the protobuf that typed Go clients
 * send.
 */
final class Bodies {

  static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  private static final ObjectMapper TREES = new ObjectMapper();
  private static final LoadSettings YAML =
      LoadSettings.builder()
          .setCodePointLimit(3 * 1024 * 1024)
          .setMaxAliasesForCollections(50)
          .setAllowDuplicateKeys(false)
          .setAllowRecursiveKeys(false)
          .build();

  private Bodies() {}

  static JsonNode json(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      return Json.parse(text);
    } catch (JsonProcessingException e) {
      throw ApiError.badRequest(
          "the object provided is unrecognized: couldn't parse JSON: " + e.getOriginalMessage());
    }
  }

  static JsonNode yaml(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    if (text.stripLeading().startsWith("{")) {
      return json(body);
    }
    try {
      return TREES.valueToTree(new Load(YAML).loadFromString(text));
    } catch (YamlEngineException e) {
      throw ApiError.badRequest("error decoding YAML: " + e.getMessage());
    } catch (StackOverflowError e) {
      throw ApiError.badRequest("error decoding YAML: nested too deeply");
    }
  }

  static JsonNode object(String contentType, byte[] body) {
    if (contentType.isEmpty()
        || contentType.equals("application/json")
        || contentType.equals("*/*")) {
      return json(body);
    }
    throw ApiError.unsupportedMedia(List.of("application/json", "application/yaml"));
  }
}
