package dev.plumbline.cli.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cli.UserError;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.kustomize.yaml.NodeData;
import dev.plumbline.kustomize.yaml.YamlException;
import dev.plumbline.kustomize.yaml.YamlLimits;
import dev.plumbline.kustomize.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Resources in files on disk: an {@code Application}, and the Secrets and ConfigMaps it names. */
final class ApplicationFile {

  private static final YamlLimits LIMITS = new YamlLimits(100, 500_000);
  private static final String APPLICATION = "Application";

  private ApplicationFile() {}

  /** The only Application in a file. */
  static Application application(Path file) {
    List<ObjectNode> found =
        resources(file).stream()
            .filter(each -> each.path("kind").asText().equals(APPLICATION))
            .filter(each -> each.path("apiVersion").asText().startsWith("plumbline.dev/"))
            .toList();
    if (found.size() != 1) {
      throw new UserError(
          file
              + ": it has "
              + found.size()
              + " Applications (apiVersion plumbline.dev/v1alpha1), expected one");
    }
    ObjectNode application = found.get(0).deepCopy();
    ObjectNode metadata = application.withObject("/metadata");
    if (metadata.path("name").asText("").isEmpty()) {
      throw new UserError(file + ": metadata.name: the Application has no name");
    }
    if (metadata.path("namespace").asText("").isEmpty()) {
      metadata.put("namespace", "default");
    }
    metadata.put("uid", "local").put("generation", 1).put("resourceVersion", "1");
    try {
      return Json.mapper().treeToValue(application, Application.class);
    } catch (JsonProcessingException e) {
      throw new UserError(file + ": it is no valid Application: " + e.getOriginalMessage(), e);
    }
  }

  /** The values of all Secrets and ConfigMaps in a file. */
  static void values(
      Path file,
      BiConsumer<String, Map<String, String>> secret,
      BiConsumer<String, Map<String, String>> configMap) {
    for (ObjectNode resource : resources(file)) {
      String name = resource.path("metadata").path("name").asText();
      Map<String, String> values = new HashMap<>();
      switch (resource.path("kind").asText()) {
        case "Secret" -> {
          resource
              .path("data")
              .properties()
              .forEach(
                  each ->
                      values.put(
                          each.getKey(), decoded(file, name, each.getKey(), each.getValue())));
          resource
              .path("stringData")
              .properties()
              .forEach(each -> values.put(each.getKey(), each.getValue().asText()));
          secret.accept(name, values);
        }
        case "ConfigMap" -> {
          resource
              .path("data")
              .properties()
              .forEach(each -> values.put(each.getKey(), each.getValue().asText()));
          configMap.accept(name, values);
        }
        default ->
            throw new UserError(
                file
                    + ": it has a "
                    + resource.path("kind").asText()
                    + ": expected Secrets and ConfigMaps");
      }
    }
  }

  private static String decoded(Path file, String name, String key, JsonNode value) {
    try {
      return new String(Base64.getDecoder().decode(value.asText()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new UserError(
          file + ": data." + key + " of the Secret '" + name + "' is not base64", e);
    }
  }

  private static List<ObjectNode> resources(Path file) {
    try {
      List<ObjectNode> resources = new ArrayList<>();
      for (var document : new YamlReader(LIMITS).documents(ChangeOptions.text(file))) {
        resources.add(Json.mapper().valueToTree(NodeData.map(document)));
      }
      return resources;
    } catch (YamlException e) {
      throw new UserError(file + ": " + e.getMessage(), e);
    }
  }
}
