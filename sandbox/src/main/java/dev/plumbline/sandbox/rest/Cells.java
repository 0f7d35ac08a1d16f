package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.sandbox.schema.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The values in a table: by a simple JSONPath, or for what no path can say by a named rule
 * ({@code @ready}).
 */
final class Cells {

  private static final Map<String, Function<JsonNode, String>> RULES =
      Map.ofEntries(
          Map.entry(
              "@keys", o -> String.valueOf(o.path("data").size() + o.path("binaryData").size())),
          Map.entry(
              "@ready", o -> number(o, "readyReplicas") + "/" + o.at("/spec/replicas").asInt()),
          Map.entry("@podReady", Cells::podReady),
          Map.entry("@podStatus", Cells::podStatus),
          Map.entry("@restarts", o -> "0"),
          Map.entry("@externalIp", Cells::externalIp),
          Map.entry("@ports", Cells::ports),
          Map.entry("@completions", Cells::completions),
          Map.entry("@jobStatus", Cells::jobStatus),
          Map.entry("@hosts", Cells::hosts),
          Map.entry(
              "@nodeStatus", o -> condition(o, "Ready").equals("True") ? "Ready" : "NotReady"),
          Map.entry(
              "@accessModes",
              o ->
                  texts(o.at("/spec/accessModes"))
                      .replace("ReadWriteOnce", "RWO")
                      .replace("ReadOnlyMany", "ROX")
                      .replace("ReadWriteMany", "RWX")),
          Map.entry("@selector", o -> labels(o.path("spec").path("selector"))),
          Map.entry("@containers", o -> names(o, "name")),
          Map.entry("@images", o -> names(o, "image")));

  private Cells() {}

  static JsonNode cell(String type, String path, JsonNode object, Instant now) {
    if (path.startsWith("@")) {
      Function<JsonNode, String> rule = RULES.get(path);
      return TextNode.valueOf(rule == null ? "<none>" : rule.apply(object));
    }
    List<JsonNode> found = find(object, path);
    if (found.isEmpty() || found.get(0).isNull()) {
      return type.equals("date") ? TextNode.valueOf("<unknown>") : NullNode.instance;
    }
    JsonNode value = found.get(0);
    if (type.equals("date")) {
      return TextNode.valueOf(age(value.asText(), now));
    }
    if (type.equals("integer") && value.isIntegralNumber()) {
      return value;
    }
    if (type.equals("boolean") && value.isBoolean()) {
      return value;
    }
    if (type.equals("integer")) {
      return JsonNodeFactory.instance.numberNode(value.asLong());
    }
    return TextNode.valueOf(
        value.isContainerNode()
            ? found.stream()
                .map(v -> v.isValueNode() ? v.asText() : Json.text(v))
                .collect(Collectors.joining(","))
            : found.stream().map(JsonNode::asText).collect(Collectors.joining(",")));
  }

  /**
   * {@code .a.b}, {@code .a['b']}, {@code .list[0]}, {@code .list[*]} and {@code
   * .list[?(@.type=="Ready")].status}.
   */
  static List<JsonNode> find(JsonNode root, String path) {
    List<JsonNode> nodes = new ArrayList<>(List.of(root));
    int at = 0;
    while (at < path.length() && !nodes.isEmpty()) {
      List<JsonNode> next = new ArrayList<>();
      if (path.charAt(at) == '[') {
        int end = path.indexOf(']', at);
        if (end < 0) {
          return List.of();
        }
        String inside = path.substring(at + 1, end);
        nodes.forEach(node -> subscript(node, inside, next));
        at = end + 1;
      } else {
        int start = path.charAt(at) == '.' ? at + 1 : at;
        int end = start;
        StringBuilder name = new StringBuilder();
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
          if (path.charAt(end) == '\\' && end + 1 < path.length()) {
            end++;
          }
          name.append(path.charAt(end));
          end++;
        }
        String field = name.toString();
        nodes.forEach(node -> add(node.get(field), next));
        at = Math.max(end, at + 1);
      }
      nodes = next;
    }
    return nodes;
  }

  private static void subscript(JsonNode node, String inside, List<JsonNode> into) {
    if (inside.equals("*")) {
      node.forEach(into::add);
    } else if (inside.matches("-?\\d{1,6}")) {
      int index = Integer.parseInt(inside);
      add(node.get(index < 0 ? node.size() + index : index), into);
    } else if (inside.startsWith("?(@.")) {
      String[] test = inside.substring(4, inside.length() - 1).split("==", 2);
      String wanted = test.length < 2 ? "" : test[1].trim().replaceAll("^[\"']|[\"']$", "");
      node.forEach(
          item -> {
            List<JsonNode> value = find(item, "." + test[0].trim());
            if (!value.isEmpty() && value.get(0).asText().equals(wanted)) {
              into.add(item);
            }
          });
    } else {
      add(node.get(inside.replaceAll("^[\"']|[\"']$", "")), into);
    }
  }

  private static void add(@org.jspecify.annotations.Nullable JsonNode node, List<JsonNode> into) {
    if (node != null) {
      into.add(node);
    }
  }

  /** An age as people read it: 5s, 3m12s, 2h5m, 4d. */
  static String age(String timestamp, Instant now) {
    try {
      Duration age = Duration.between(OffsetDateTime.parse(timestamp).toInstant(), now);
      long s = Math.max(0, age.getSeconds());
      if (s < 120) {
        return s + "s";
      }
      if (s < 600) {
        return s / 60 + "m" + (s % 60 == 0 ? "" : s % 60 + "s");
      }
      if (s < 3 * 3600) {
        return s / 60 + "m";
      }
      if (s < 8 * 3600) {
        return s / 3600 + "h" + (s / 60 % 60 == 0 ? "" : s / 60 % 60 + "m");
      }
      return s < 48 * 3600 ? s / 3600 + "h" : s / 86_400 + "d";
    } catch (DateTimeParseException e) {
      return "<invalid>";
    }
  }

  private static int number(JsonNode object, String field) {
    return object.path("status").path(field).asInt();
  }

  private static String condition(JsonNode object, String type) {
    for (JsonNode condition : object.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText();
      }
    }
    return "";
  }

  private static String podReady(JsonNode pod) {
    int ready = 0;
    for (JsonNode status : pod.at("/status/containerStatuses")) {
      ready += status.path("ready").asBoolean() ? 1 : 0;
    }
    return ready + "/" + pod.at("/spec/containers").size();
  }

  private static String podStatus(JsonNode pod) {
    if (pod.at("/metadata/deletionTimestamp").isTextual()) {
      return "Terminating";
    }
    for (JsonNode status : pod.at("/status/containerStatuses")) {
      String waiting = status.at("/state/waiting/reason").asText("");
      String ended = status.at("/state/terminated/reason").asText("");
      if (!waiting.isEmpty() || !ended.isEmpty()) {
        return waiting.isEmpty() ? ended : waiting;
      }
    }
    return pod.at("/status/phase").asText();
  }

  private static String externalIp(JsonNode service) {
    JsonNode ip = service.at("/status/loadBalancer/ingress/0/ip");
    if (ip.isTextual()) {
      return ip.asText();
    }
    return service.at("/spec/type").asText().equals("LoadBalancer") ? "<pending>" : "<none>";
  }

  private static String ports(JsonNode service) {
    List<String> ports = new ArrayList<>();
    for (JsonNode port : service.at("/spec/ports")) {
      String node = port.has("nodePort") ? ":" + port.path("nodePort").asInt() : "";
      ports.add(port.path("port").asInt() + node + "/" + port.path("protocol").asText());
    }
    return ports.isEmpty() ? "<none>" : String.join(",", ports);
  }

  private static String completions(JsonNode job) {
    return number(job, "succeeded") + "/" + job.at("/spec/completions").asInt(1);
  }

  private static String jobStatus(JsonNode job) {
    if (condition(job, "Complete").equals("True")) {
      return "Complete";
    }
    return condition(job, "Failed").equals("True") ? "Failed" : "Running";
  }

  private static String hosts(JsonNode ingress) {
    List<String> hosts = new ArrayList<>();
    ingress.at("/spec/rules").forEach(rule -> hosts.add(rule.path("host").asText("*")));
    return hosts.isEmpty() ? "*" : String.join(",", hosts);
  }

  private static String texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return String.join(",", texts);
  }

  private static String labels(JsonNode selector) {
    JsonNode labels = selector.has("matchLabels") ? selector.path("matchLabels") : selector;
    List<String> pairs = new ArrayList<>();
    labels.properties().forEach(e -> pairs.add(e.getKey() + "=" + e.getValue().asText()));
    return pairs.isEmpty() ? "<none>" : String.join(",", pairs);
  }

  private static String names(JsonNode object, String field) {
    List<String> names = new ArrayList<>();
    object
        .at("/spec/template/spec/containers")
        .forEach(container -> names.add(container.path(field).asText()));
    return String.join(",", names);
  }
}
