package dev.plumbline.kustomize;

import dev.plumbline.kustomize.yaml.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A repository of a base, a component and an overlay, made from a seed, and files beside them that
 * no build needs. Written with any other order it is the same repository.
 */
final class GeneratedRepository {

  static final String OVERLAY = "overlay";

  private static final List<String> WORDS =
      List.of("web", "db", "yes", "1.0", "", "a: b", "#x", "x\ny\n", " z", "é😀", "null", "0x1F");

  private final Random random;
  private final Map<String, List<Map<String, Object>>> files = new TreeMap<>();
  private final Map<String, String> texts = new TreeMap<>();

  GeneratedRepository(long seed) {
    this.random = new Random(seed);
    List<String> resources = new ArrayList<>(List.of("web.json"));
    files.put("base/web.json", List.of(deployment("web"), service("web")));
    for (int i = 0; i < random.nextInt(4); i++) {
      String file = "more-" + i + ".json";
      files.put("base/" + file, List.of(deployment("more-" + i), configMap("data-" + i)));
      resources.add(file);
    }
    texts.put("base/settings.env", "A=" + random.nextInt(100) + "\nB=two words\n");
    texts.put("base/unused.yaml", "no: resource\n");
    texts.put("other/kustomization.yaml", "resources: [nowhere.yaml]\n");
    files.put("base/kustomization.yaml", List.of(base(resources)));
    files.put("component/kustomization.yaml", List.of(component()));
    files.put("overlay/patch.json", List.of(patch()));
    files.put("overlay/kustomization.yaml", List.of(overlay()));
  }

  private boolean maybe() {
    return random.nextBoolean();
  }

  private String word() {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  private static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  private Map<String, Object> words() {
    Map<String, Object> words = new LinkedHashMap<>();
    for (int i = 0; i < random.nextInt(4); i++) {
      words.put("k" + random.nextInt(20), word());
    }
    return words;
  }

  private Map<String, Object> metadata(String name) {
    return map("name", name, "labels", words(), "annotations", words());
  }

  private Map<String, Object> deployment(String name) {
    List<Object> containers = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      containers.add(
          map(
              "name",
              "c" + i,
              "image",
              "nginx:" + i,
              "env",
              List.of(map("name", "A", "value", word()), map("name", "B", "value", word()))));
    }
    return map(
        "apiVersion",
        "apps/v1",
        "kind",
        "Deployment",
        "metadata",
        metadata(name),
        "spec",
        map(
            "replicas",
            (long) random.nextInt(5),
            "template",
            map(
                "spec",
                map(
                    "containers",
                    containers,
                    "volumes",
                    List.of(map("name", "v", "configMap", map("name", "settings")))))));
  }

  private Map<String, Object> service(String name) {
    return map(
        "apiVersion",
        "v1",
        "kind",
        "Service",
        "metadata",
        metadata(name),
        "spec",
        map("selector", map("app", name), "ports", List.of(map("port", 80L, "name", "http"))));
  }

  private Map<String, Object> configMap(String name) {
    return map(
        "apiVersion", "v1", "kind", "ConfigMap", "metadata", metadata(name), "data", words());
  }

  private Map<String, Object> base(List<String> resources) {
    Map<String, Object> base = map("resources", resources);
    base.put(
        "configMapGenerator",
        List.of(map("name", "settings", "envs", List.of("settings.env"), "literals", List.of())));
    if (maybe()) {
      base.put("commonAnnotations", map("a", word(), "b", word()));
    }
    if (maybe()) {
      base.put("namePrefix", "p-");
    }
    return base;
  }

  private static Map<String, Object> component() {
    return map(
        "apiVersion",
        "kustomize.config.k8s.io/v1alpha1",
        "kind",
        "Component",
        "patches",
        List.of(
            map(
                "target",
                map("kind", "Service"),
                "patch",
                "- {op: add, path: /spec/type, value: NodePort}")));
  }

  private Map<String, Object> patch() {
    return map(
        "apiVersion",
        "apps/v1",
        "kind",
        "Deployment",
        "metadata",
        map("name", "web", "labels", words()),
        "spec",
        map("template", map("spec", map("containers", List.of(map("name", "c0", "tty", true))))));
  }

  private Map<String, Object> overlay() {
    Map<String, Object> overlay = map("resources", List.of("../base"));
    if (maybe()) {
      overlay.put("namespace", "prod");
    }
    if (maybe()) {
      overlay.put("components", List.of("../component"));
    }
    if (maybe()) {
      overlay.put(
          "labels", List.of(map("pairs", map("x", "y", "a", "b"), "includeSelectors", maybe())));
    }
    if (maybe()) {
      overlay.put("images", List.of(map("name", "nginx", "newTag", "9", "newName", "mine")));
    }
    if (maybe()) {
      Map<String, Object> target = map("kind", "Deployment", "name", ".*web");
      overlay.put("patches", List.of(map("path", "patch.json", "target", target)));
    }
    if (maybe()) {
      Map<String, Object> select = map("kind", "Deployment");
      overlay.put(
          "replacements",
          List.of(
              map(
                  "source",
                  map("kind", "Service"),
                  "targets",
                  List.of(
                      map(
                          "select",
                          select,
                          "fieldPaths",
                          List.of("metadata.annotations.service"),
                          "options",
                          map("create", true))))));
    }
    return overlay;
  }

  /** The files; with an order, keys of maps and documents of files are shuffled by it. */
  Map<String, byte[]> files(Random order) {
    Map<String, byte[]> bytes = new TreeMap<>();
    files.forEach(
        (path, documents) -> {
          List<Map<String, Object>> shuffled = new ArrayList<>(documents);
          Collections.shuffle(shuffled, order);
          StringBuilder text = new StringBuilder();
          for (Map<String, Object> document : shuffled) {
            text.append("---\n");
            write(document, order, text);
            text.append('\n');
          }
          bytes.put(path, text.toString().getBytes(StandardCharsets.UTF_8));
        });
    texts.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return bytes;
  }

  private static void write(Object value, Random order, StringBuilder text) {
    if (value instanceof Map<?, ?> map) {
      List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
      Collections.shuffle(entries, order);
      String separator = "{";
      for (Map.Entry<?, ?> entry : entries) {
        text.append(separator).append(CanonicalJson.of(entry.getKey())).append(": ");
        write(entry.getValue(), order, text);
        separator = ", ";
      }
      text.append(entries.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      String separator = "[";
      for (Object item : list) {
        text.append(separator);
        write(item, order, text);
        separator = ", ";
      }
      text.append(list.isEmpty() ? "[]" : "]");
    } else {
      text.append(CanonicalJson.of(value));
    }
  }
}
