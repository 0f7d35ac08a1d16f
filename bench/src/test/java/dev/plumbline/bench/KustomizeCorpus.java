package dev.plumbline.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Folders with a kustomization: those of the repositories in a folder, or of one that is written
 * for the purpose.
 */
final class KustomizeCorpus {

  private static final Set<String> NAMES =
      Set.of("kustomization.yaml", "kustomization.yml", "Kustomization");
  private static final int APPLICATIONS = 60;
  private static final int FILES = 40;
  private static final int RESOURCES_OF_FILE = 100;

  private KustomizeCorpus() {}

  /** A folder to build, in the repository that it may read. */
  record Overlay(Path repository, String folder) {

    Path path() {
      return repository.resolve(folder);
    }
  }

  /** Every folder of every repository in a folder. */
  static List<Overlay> of(Path repositories) {
    List<Overlay> overlays = new ArrayList<>();
    try (Stream<Path> directories = Files.list(repositories)) {
      for (Path named : directories.filter(Files::isDirectory).sorted().toList()) {
        Path repository = named.toRealPath();
        try (Stream<Path> files = Files.walk(repository)) {
          files
              .filter(file -> NAMES.contains(file.getFileName().toString()))
              .map(file -> repository.relativize(file.getParent()).toString())
              .distinct()
              .sorted()
              .forEach(folder -> overlays.add(new Overlay(repository, folder)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return overlays;
  }

  /** Writes a repository of applications with a base and three overlays each. */
  static List<Overlay> write(Path directory) {
    Path repository = directory.resolve("synthetic");
    for (int i = 0; i < APPLICATIONS; i++) {
      Path application = repository.resolve("apps/app-" + i);
      writeBase(application.resolve("base"), "app-" + i);
      for (String stage : List.of("dev", "staging", "prod")) {
        writeOverlay(application.resolve("overlays/" + stage), "app-" + i, stage);
      }
    }
    return of(directory);
  }

  private static void writeBase(Path base, String name) {
    write(base.resolve("deployment.yaml"), deployment(name));
    write(base.resolve("service.yaml"), service(name));
    write(base.resolve("application.properties"), "log.level=info\nserver.port=8080\n");
    write(
        base.resolve("kustomization.yaml"),
        """
        resources: [deployment.yaml, service.yaml]
        configMapGenerator:
        - name: %s-config
          files: [application.properties]
        """
            .formatted(name));
  }

  private static void writeOverlay(Path overlay, String name, String stage) {
    write(
        overlay.resolve("kustomization.yaml"),
        """
        namespace: %2$s
        nameSuffix: -%2$s
        resources: [../../base]
        labels:
        - pairs: {stage: %2$s}
          includeSelectors: true
        images:
        - {name: registry.example/%1$s, newTag: "%3$s"}
        replicas:
        - {name: %1$s, count: 3}
        configMapGenerator:
        - name: %1$s-config
          behavior: merge
          literals: [stage=%2$s]
        patches:
        - path: resources.yaml
        - target: {kind: Service}
          patch: |-
            - {op: replace, path: /spec/type, value: NodePort}
        """
            .formatted(name, stage, name.length() + "." + stage.length()));
    write(
        overlay.resolve("resources.yaml"),
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: %s
        spec:
          template:
            spec:
              containers:
              - name: main
                resources: {limits: {memory: 512Mi}}
                env:
                - {name: STAGE, value: %s}
        """
            .formatted(name, stage));
  }

  /** Writes one folder of 4,000 resources. */
  static Overlay writeLarge(Path directory) {
    Path repository = directory.resolve("large");
    StringBuilder resources = new StringBuilder();
    for (int i = 0; i < FILES; i++) {
      StringBuilder file = new StringBuilder();
      for (int j = 0; j < RESOURCES_OF_FILE / 2; j++) {
        String name = "app-" + i + "-" + j;
        file.append("---\n").append(deployment(name)).append("---\n").append(service(name));
      }
      write(repository.resolve("all/" + i + ".yaml"), file.toString());
      resources.append("- ").append(i).append(".yaml\n");
    }
    write(
        repository.resolve("all/kustomization.yaml"),
        "namespace: prod\nnamePrefix: x-\nlabels:\n- pairs: {team: a}\nresources:\n" + resources);
    return new Overlay(repository, "all");
  }

  private static String deployment(String name) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: %1$s
      labels: {app: %1$s}
    spec:
      replicas: 1
      selector:
        matchLabels: {app: %1$s}
      template:
        metadata:
          labels: {app: %1$s}
        spec:
          containers:
          - name: main
            image: registry.example/%1$s:1.0
            ports:
            - {name: http, containerPort: 8080}
            envFrom:
            - configMapRef: {name: %1$s-config}
            livenessProbe:
              httpGet: {path: /live, port: http}
    """
        .formatted(name);
  }

  private static String service(String name) {
    return """
    apiVersion: v1
    kind: Service
    metadata:
      name: %1$s
    spec:
      type: ClusterIP
      selector: {app: %1$s}
      ports:
      - {name: http, port: 80, targetPort: http}
    """
        .formatted(name);
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
