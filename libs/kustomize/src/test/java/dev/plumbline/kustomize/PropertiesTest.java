package dev.plumbline.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.git.CommitId;
import dev.plumbline.git.CommitTree;
import dev.plumbline.git.Credentials;
import dev.plumbline.git.DirectoryTree;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.Mirror;
import dev.plumbline.git.MirrorSettings;
import dev.plumbline.git.Mirrors;
import dev.plumbline.git.RecordingTree;
import dev.plumbline.git.RepositoryUrl;
import dev.plumbline.git.TreeLimits;
import dev.plumbline.kustomize.KustomizeOptions.Order;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every build. */
class PropertiesTest {

  private static final List<KrustyCase> CASES =
      KrustyCase.all().stream().filter(each -> each.expects().equals("output")).toList();

  @TempDir private Path directory;

  private static String build(FileTree tree, KrustyCase each, String folder) {
    return new String(
        Kustomize.build(tree, folder, each.options(Order.LEGACY)).toYaml(), StandardCharsets.UTF_8);
  }

  private static String folder(KrustyCase each) {
    return each.directory().isEmpty() ? each.name() : each.name() + "/" + each.directory();
  }

  private Path write() throws IOException {
    Path files = directory.resolve("files");
    for (KrustyCase each : CASES) {
      for (Map.Entry<String, byte[]> file : each.input().entrySet()) {
        Path path = files.resolve(each.name()).resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
    }
    return files;
  }

  @Test
  void aBuildIsTheSameFromADirectoryAndFromGit() throws Exception {
    // given
    Path files = write();
    try (Git git = Git.init().setInitialBranch("main").setDirectory(files.toFile()).call()) {
      git.add().addFilepattern(".").call();
      git.commit().setSign(false).setAuthor("a", "a@example.com").setMessage("all").call();
    }
    FileTree onDisk = new DirectoryTree(files, TreeLimits.DEFAULT);
    try (Mirrors mirrors = new Mirrors(directory.resolve("mirrors"), MirrorSettings.DEFAULT)) {
      Mirror mirror = mirrors.of(RepositoryUrl.parse("file://" + files));
      mirror.fetch(Credentials.none());
      CommitId commit = mirror.resolve("main").orElseThrow();

      // when, then
      try (CommitTree inGit = mirror.tree(commit)) {
        for (KrustyCase each : CASES) {
          String expected = each.expected(Order.LEGACY).orElseThrow();
          assertThat(build(onDisk, each, folder(each))).as(each.name()).isEqualTo(expected);
          assertThat(build(inGit, each, folder(each))).as(each.name()).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void whatWasNotReadDoesNotMatter() {
    for (KrustyCase each : CASES) {
      // given
      RecordingTree recording = new RecordingTree(new MemoryTree(each.input()));
      String before = build(recording, each, each.directory());
      Set<String> read = recording.readSet().entries().keySet();

      // when
      Map<String, byte[]> changed =
          each.input().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey,
                      file -> read.contains(file.getKey()) ? file.getValue() : new byte[] {0}));
      MemoryTree other = new MemoryTree(changed);

      // then
      assertThat(recording.readSet().stillHolds(other)).as(each.name()).isTrue();
      assertThat(build(other, each, each.directory())).as(each.name()).isEqualTo(before);
    }
  }

  @Test
  void whatWasReadIsNoticed() {
    for (KrustyCase each : CASES) {
      // given
      RecordingTree recording = new RecordingTree(new MemoryTree(each.input()));
      build(recording, each, each.directory());

      for (String file : each.input().keySet()) {
        if (recording.readSet().entries().containsKey(file)) {
          // when
          Map<String, byte[]> changed = new TreeMap<>(each.input());
          changed.put(file, new byte[] {0});

          // then
          assertThat(recording.readSet().stillHolds(new MemoryTree(changed)))
              .as(each.name() + ": " + file)
              .isFalse();
        }
      }
    }
  }

  @Test
  void buildsDoNotDisturbEachOther() {
    // when
    List<String> different =
        CASES.parallelStream()
            .filter(
                each ->
                    !build(new MemoryTree(each.input()), each, each.directory())
                        .equals(each.expected(Order.LEGACY).orElseThrow()))
            .map(KrustyCase::name)
            .toList();

    // then
    assertThat(different).isEmpty();
  }

  @Test
  void theOrderOfKeysAndDocumentsDoesNotMatter() {
    // given
    String deployment =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {b: "1", a: "2"}}
        spec: {replicas: 1, template: {spec: {containers: [{name: web, image: web}]}}}
        """;
    String deploymentReordered =
        """
        spec: {template: {spec: {containers: [{image: web, name: web}]}}, replicas: 1}
        metadata: {labels: {a: "2", b: "1"}, name: web}
        kind: Deployment
        apiVersion: apps/v1
        """;
    String service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n";
    String serviceReordered = "metadata: {name: web}\nkind: Service\napiVersion: v1\n";

    // when
    String built =
        overlay(
            deployment + "---\n" + service,
            "resources: [all.yaml]\nnamePrefix: a-\nimages: [{name: web, newTag: '2'}]\n");
    String reordered =
        overlay(
            serviceReordered + "---\n" + deploymentReordered,
            "images: [{newTag: '2', name: web}]\nnamePrefix: a-\nresources: [all.yaml]\n");

    // then
    assertThat(built).contains("image: web:2");
    assertThat(reordered).isEqualTo(built);
  }

  private static String overlay(String resources, String kustomization) {
    MemoryTree tree =
        new MemoryTree(
            Map.of(
                "all.yaml", resources.getBytes(StandardCharsets.UTF_8),
                "kustomization.yaml", kustomization.getBytes(StandardCharsets.UTF_8)));
    return new String(
        Kustomize.build(tree, "", KustomizeOptions.DEFAULT).toYaml(), StandardCharsets.UTF_8);
  }
}
