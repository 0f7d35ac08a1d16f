package dev.plumbline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.git.DirectoryTree;
import dev.plumbline.git.TreeLimits;
import dev.plumbline.helm.chart.ChartLimits;
import dev.plumbline.helm.chart.ChartTree;
import dev.plumbline.helm.values.ValuesMerge;
import dev.plumbline.helm.values.ValuesYaml;
import dev.plumbline.workers.PoolListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every chart below a folder, with its own values and each of {@code ci/*.yaml}, beside the real
 * {@code helm template}: object by object. What differs from one run of the real one to the next
 * (passwords, certificates, times) is left out.
 */
@EnabledIfSystemProperty(named = "helm.charts", matches = ".+")
class DifferentialTest {

  private static final String KUBERNETES = "1.33.0";
  private static final List<String> SERVED =
      List.of(
          "monitoring.coreos.com/v1",
          "monitoring.coreos.com/v1/ServiceMonitor",
          "cert-manager.io/v1",
          "policy/v1/PodDisruptionBudget");

  private enum Outcome {
    EQUAL,
    EQUAL_BUT_RANDOM,
    DIFFERENT,
    ONLY_HERE,
    ONLY_THERE,
    NEITHER
  }

  @TempDir Path directory;
  private final Map<Outcome, Integer> score = new EnumMap<>(Outcome.class);

  @Test
  void chartsRenderAsByTheRealOne() throws IOException {
    // given
    Path root = Path.of(System.getProperty("helm.charts", ""));
    List<Path> charts = charts(root);

    // when
    try (HelmEngine engine = new NativeHelm(HelmSettings.of(directory), PoolListener.NONE)) {
      for (Path chart : charts) {
        for (Optional<Path> values : values(chart)) {
          Outcome outcome = compare(engine, chart, values);
          score.merge(outcome, 1, Integer::sum);
          if (outcome != Outcome.EQUAL && outcome != Outcome.EQUAL_BUT_RANDOM) {
            System.out.println(
                outcome
                    + " "
                    + root.relativize(chart)
                    + values.map(v -> " " + v.getFileName()).orElse(""));
          }
        }
      }
    }

    // then
    System.out.println(score);
    assertThat(score).doesNotContainKeys(Outcome.DIFFERENT, Outcome.ONLY_THERE, Outcome.ONLY_HERE);
  }

  private static List<Path> charts(Path root) throws IOException {
    List<Path> charts = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (Files.exists(folder.resolve("Chart.yaml"))) {
              charts.add(folder);
              return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
          }
        });
    charts.sort(Comparator.naturalOrder());
    return charts;
  }

  private static List<Optional<Path>> values(Path chart) throws IOException {
    List<Optional<Path>> values = new ArrayList<>();
    values.add(Optional.empty());
    Path ci = chart.resolve("ci");
    if (Files.isDirectory(ci)) {
      try (Stream<Path> found = Files.list(ci)) {
        found
            .filter(file -> file.toString().endsWith(".yaml"))
            .sorted()
            .map(Optional::of)
            .forEach(values::add);
      }
    }
    return values;
  }

  private Outcome compare(HelmEngine engine, Path chart, Optional<Path> values) throws IOException {
    Map<String, JsonNode> expected = real(chart, values);
    Map<String, JsonNode> actual = ours(engine, chart, values);
    if (expected == null || actual == null) {
      return expected != null
          ? Outcome.ONLY_THERE
          : actual != null ? Outcome.ONLY_HERE : Outcome.NEITHER;
    }
    if (actual.equals(expected)) {
      return Outcome.EQUAL;
    }
    Map<String, JsonNode> again = real(chart, values);
    Map<String, JsonNode> stable = new TreeMap<>();
    Map<String, JsonNode> masked = new TreeMap<>();
    Set<String> names = new HashSet<>(actual.keySet());
    names.addAll(expected.keySet());
    for (String name : names) {
      JsonNode first = expected.getOrDefault(name, TextNode.valueOf("absent"));
      JsonNode second = again == null ? first : again.getOrDefault(name, first);
      stable.put(name, masked(first, first, second));
      masked.put(
          name, masked(actual.getOrDefault(name, TextNode.valueOf("absent")), first, second));
    }
    if (masked.equals(stable)) {
      return Outcome.EQUAL_BUT_RANDOM;
    }
    masked.forEach(
        (name, object) -> {
          JsonNode other = stable.getOrDefault(name, TextNode.valueOf("absent"));
          if (!object.equals(other)) {
            System.out.println("  " + name + ": " + difference("", object, other));
          }
        });
    return Outcome.DIFFERENT;
  }

  /** A value with what differs between two others taken out. */
  private static JsonNode masked(JsonNode value, JsonNode first, JsonNode second) {
    if (first.equals(second)) {
      return value;
    }
    if (value instanceof ObjectNode object && first.isObject() && second.isObject()) {
      ObjectNode copy = object.objectNode();
      object
          .properties()
          .forEach(
              each ->
                  copy.set(
                      each.getKey(),
                      masked(
                          each.getValue(), first.path(each.getKey()), second.path(each.getKey()))));
      return copy;
    }
    if (value instanceof ArrayNode array
        && first.size() == array.size()
        && second.size() == array.size()) {
      ArrayNode copy = array.arrayNode();
      for (int i = 0; i < array.size(); i++) {
        copy.add(masked(array.get(i), first.get(i), second.get(i)));
      }
      return copy;
    }
    return TextNode.valueOf("random");
  }

  private static String difference(String path, JsonNode actual, JsonNode expected) {
    if (actual instanceof ObjectNode object && expected.isObject()) {
      Set<String> names = new HashSet<>();
      object.fieldNames().forEachRemaining(names::add);
      expected.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        if (!object.path(name).equals(expected.path(name))) {
          return difference(path + "." + name, object.path(name), expected.path(name));
        }
      }
    }
    String here = actual.toString();
    String there = expected.toString();
    int same = 0;
    while (same < Math.min(here.length(), there.length())
        && here.charAt(same) == there.charAt(same)) {
      same++;
    }
    int from = Math.max(0, same - 30);
    return path
        + "\n    here  "
        + here.substring(from, Math.min(here.length(), same + 120))
        + "\n    there "
        + there.substring(from, Math.min(there.length(), same + 120));
  }

  private @Nullable Map<String, JsonNode> ours(HelmEngine engine, Path chart, Optional<Path> values)
      throws IOException {
    try {
      ValuesMerge merge = new ValuesMerge();
      if (values.isPresent()) {
        merge.file("values", Files.readString(values.get()));
      }
      HelmRequest request =
          HelmRequest.of(
                  ChartTree.read(
                      new DirectoryTree(chart.getParent(), TreeLimits.DEFAULT),
                      chart.getFileName().toString(),
                      ChartLimits.DEFAULT),
                  "release",
                  "space",
                  KUBERNETES)
              .withValues(merge.result())
              .withApiVersions(SERVED);
      Map<String, JsonNode> objects = new TreeMap<>();
      for (HelmObject object : engine.template(request, () -> {}).objects()) {
        put(objects, object.source(), object.manifest());
      }
      return objects;
    } catch (HelmException e) {
      if (Boolean.getBoolean("helm.verbose")) {
        System.out.println("  " + e.reason() + " " + e.getMessage());
      }
      return null;
    }
  }

  private @Nullable Map<String, JsonNode> real(Path chart, Optional<Path> values)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("helm.command", "helm"),
                "template",
                "release",
                chart.toString(),
                "--namespace=space",
                "--include-crds",
                "--kube-version=" + KUBERNETES,
                "--api-versions=" + String.join(",", SERVED)));
    values.ifPresent(file -> command.addAll(List.of("--values", file.toString())));
    Path output = directory.resolve("real.yaml");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(output.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      if (builder.start().waitFor() != 0) {
        return null;
      }
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
    Map<String, JsonNode> objects = new TreeMap<>();
    String source = "";
    for (String part : Files.readString(output).split("(?m)^---[^\\n]*$")) {
      List<String> named =
          part.lines().filter(line -> line.startsWith("# Source: ")).collect(Collectors.toList());
      source = named.isEmpty() ? source : named.get(0).substring("# Source: ".length());
      for (JsonNode document : ValuesYaml.documents("", part)) {
        if (!document.isNull()) {
          put(objects, source, document);
        }
      }
    }
    return objects;
  }

  private static void put(Map<String, JsonNode> objects, String source, JsonNode object) {
    String name =
        source
            + " "
            + object.path("kind").asText()
            + " "
            + object.path("metadata").path("namespace").asText()
            + "/"
            + object.path("metadata").path("name").asText();
    String free = name;
    for (int i = 2; objects.containsKey(free); i++) {
      free = name + " #" + i;
    }
    objects.put(free, object);
  }
}
