package dev.plumbline.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.HealthStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the cases of other projects from folders as these projects have them. */
final class PublicCases {

  private static final Pattern GO_TEXT =
      Pattern.compile("^var (\\w+) = `(.*?)`", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern GO_CASE =
      Pattern.compile(
          "\"(\\w+)\": \\{\\s*spec:\\s*(?:fmt\\.Sprintf\\()?(\\w+).*?\\n\\s*expectedStatus:\\s*(\\w+)Status",
          Pattern.DOTALL);
  private static final Pattern GO_ASSERTION =
      Pattern.compile("assertAppHealth\\(t, \"([^\"]+)\", HealthStatus(\\w+)\\)");

  /** What kstatus' states are here. */
  private static final Map<String, Set<HealthStatus>> KSTATUS =
      Map.of(
          "Current", Set.of(HealthStatus.Healthy, HealthStatus.Suspended),
          "InProgress", Set.of(HealthStatus.Progressing),
          "Terminating", Set.of(HealthStatus.Progressing),
          "Failed", Set.of(HealthStatus.Degraded),
          "NotFound", Set.of(HealthStatus.Missing),
          "Unknown", Set.of(HealthStatus.Unknown));

  private PublicCases() {}

  /** Argo CD's: {@code <group>/<kind>/health_test.yaml} names files and what is expected. */
  static List<PublicCase> argoCd(Path folder) throws IOException {
    List<PublicCase> cases = new ArrayList<>();
    for (Path file : find(folder, "health_test.yaml")) {
      String kind = folder.relativize(file.getParent()).toString();
      for (JsonNode test : TestObjects.yaml(Files.readString(file)).path("tests")) {
        JsonNode input = test.has("inputPath") ? test.path("inputPath") : test.path("inputpath");
        Path path = file.resolveSibling(input.asText());
        JsonNode expected = test.path("healthStatus");
        cases.add(
            new PublicCase(
                kind,
                kind + " " + path.getFileName(),
                TestObjects.yaml(Files.readString(path)),
                Set.of(HealthStatus.valueOf(expected.path("status").asText())),
                expected.path("message").asText("")));
      }
    }
    return cases;
  }

  /** Those of kstatus: objects and states within its test's Go source. */
  static List<PublicCase> kstatus(Path fileOrFolder) throws IOException {
    Path file =
        Files.isDirectory(fileOrFolder)
            ? fileOrFolder.resolve("status_compute_test.go")
            : fileOrFolder;
    String source = Files.readString(file);
    Map<String, String> texts = new HashMap<>();
    Matcher text = GO_TEXT.matcher(source);
    while (text.find()) {
      texts.put(text.group(1), text.group(2).replace("%s", Instant.now().toString()));
    }
    List<PublicCase> cases = new ArrayList<>();
    Matcher test = GO_CASE.matcher(source);
    while (test.find()) {
      ObjectNode object = TestObjects.yaml(texts.get(test.group(2)));
      cases.add(
          new PublicCase(
              object.path("kind").asText(),
              test.group(1),
              object,
              KSTATUS.get(test.group(3)),
              null));
    }
    return cases;
  }

  /** Those of gitops-engine: files and states within its test's Go source. */
  static List<PublicCase> gitopsEngine(Path folder) throws IOException {
    List<PublicCase> cases = new ArrayList<>();
    Matcher assertion = GO_ASSERTION.matcher(Files.readString(folder.resolve("health_test.go")));
    while (assertion.find()) {
      Path file = folder.resolve(assertion.group(1)).normalize();
      if (Files.exists(file)) {
        ObjectNode object = TestObjects.yaml(Files.readString(file));
        cases.add(
            new PublicCase(
                object.path("kind").asText(),
                file.getFileName().toString(),
                object,
                Set.of(HealthStatus.valueOf(assertion.group(2))),
                null));
      }
    }
    return cases;
  }

  private static List<Path> find(Path folder, String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith(name)).sorted().toList();
    }
  }
}
