package dev.plumbline.rendering.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.KustomizeSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What Argo CD does with the official tool, beside ours, where the tool is on the path. */
class OfficialEditTest {

  static Stream<String> cases() throws IOException {
    return OverridesCase.names()
        .filter(name -> Files.exists(OverridesCase.of(name).folder().resolve("out.yaml")))
        .filter(name -> !name.startsWith("flux-"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesTheSame(String name, @TempDir Path copy) throws Exception {
    assumeTrue(isOnPath(), "kustomize is not on the path");
    // given
    OverridesCase given = OverridesCase.of(name);
    copy(given.files(), copy);
    Path folder = copy.resolve(OverridesCase.APP);

    // when
    for (List<String> edit : edits(given.spec())) {
      run(folder, edit);
    }
    addPatches(folder, given.spec());

    // then
    assertThat(given.render()).isEqualTo(run(folder, List.of("build", ".")));
  }

  private static List<List<String>> edits(Application.Spec spec) {
    KustomizeSource source = spec.source().kustomize();
    List<List<String>> edits = new ArrayList<>();
    if (source.namePrefix() != null) {
      edits.add(List.of("edit", "set", "nameprefix", "--", source.namePrefix()));
    }
    if (source.nameSuffix() != null) {
      edits.add(List.of("edit", "set", "namesuffix", "--", source.nameSuffix()));
    }
    add(edits, List.of("edit", "set", "image"), source.images());
    add(
        edits,
        List.of("edit", "set", "replicas"),
        source.replicas().stream().map(each -> each.name() + "=" + each.count()).toList());
    List<String> label = new ArrayList<>(List.of("edit", "add", "label"));
    flag(label, "--force", source.forceCommonLabels());
    flag(label, "--without-selector", source.labelWithoutSelector());
    flag(label, "--include-templates", source.labelIncludeTemplates());
    add(edits, label, pairs(source.commonLabels()));
    List<String> annotation = new ArrayList<>(List.of("edit", "add", "annotation"));
    flag(annotation, "--force", source.forceCommonAnnotations());
    add(edits, annotation, pairs(source.commonAnnotations()));
    if (source.namespace() != null) {
      edits.add(List.of("edit", "set", "namespace", "--", source.namespace()));
    }
    add(
        edits,
        List.of("edit", "add", "component"),
        source.components().stream().filter(each -> !each.endsWith("absent")).toList());
    return edits;
  }

  private static void flag(List<String> command, String flag, Boolean given) {
    if (Boolean.TRUE.equals(given)) {
      command.add(flag);
    }
  }

  private static List<String> pairs(Map<String, String> map) {
    return map.entrySet().stream().map(each -> each.getKey() + ":" + each.getValue()).toList();
  }

  private static void add(List<List<String>> edits, List<String> command, List<String> arguments) {
    if (!arguments.isEmpty()) {
      List<String> edit = new ArrayList<>(command);
      edit.addAll(arguments);
      edits.add(edit);
    }
  }

  /** There is no edit for patches: Argo CD writes them into the file itself. */
  @SuppressWarnings("unchecked")
  private static void addPatches(Path folder, Application.Spec spec) throws IOException {
    List<KustomizeSource.Patch> patches = spec.source().kustomize().patches();
    if (patches.isEmpty()) {
      return;
    }
    Path file = folder.resolve("kustomization.yaml");
    Map<String, Object> text =
        (Map<String, Object>)
            new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    ((List<Object>) text.computeIfAbsent("patches", key -> new ArrayList<>()))
        .addAll(Json.mapper().convertValue(patches, List.class));
    Files.writeString(file, new Dump(DumpSettings.builder().build()).dumpToString(text));
  }

  private static boolean isOnPath() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "kustomize")));
  }

  private static String run(Path folder, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("kustomize"));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(arguments.get(0).equals("edit"))
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(command + ": " + out).isZero();
    return out;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
