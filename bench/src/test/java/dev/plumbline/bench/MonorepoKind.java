package dev.plumbline.bench;

import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a folder of the monorepo is written in. */
enum MonorepoKind {
  PLAIN {
    @Override
    void write(HostedRepository repository, String folder, String name, String value) {
      repository.write(folder + "/map.yaml", Manifests.configMap(name, value));
      repository.write(folder + "/all.yaml", String.join("---\n", Workload.four(name, "6.0.0")));
    }
  },

  /** An overlay over what all of them share. */
  KUSTOMIZE {
    @Override
    void write(HostedRepository repository, String folder, String name, String value) {
      repository.write(
          folder + "/kustomization.yaml",
          """
          resources: [../../shared]
          namePrefix: %1$s-
          labels:
          - pairs: {team: %1$s}
            includeSelectors: true
          images:
          - {name: ghcr.io/stefanprodan/podinfo, newTag: "7"}
          configMapGenerator:
          - name: settings
            literals: [value=%2$s]
          patches:
          - target: {kind: Deployment}
            patch: |-
              - {op: replace, path: /spec/replicas, value: 2}
          """
              .formatted(name, value));
    }
  },

  HELM {
    @Override
    void write(HostedRepository repository, String folder, String name, String value) {
      repository.write(
          folder + "/Chart.yaml", "apiVersion: v2\nname: %s\nversion: 0.1.0\n".formatted(name));
      repository.write(folder + "/values.yaml", "value: " + value + "\n");
      repository.write(
          folder + "/templates/map.yaml",
          """
          apiVersion: v1
          kind: ConfigMap
          metadata:
            name: {{ .Release.Name }}
          data:
            value: {{ .Values.value | quote }}
          """);
    }
  },

  JSONNET {
    @Override
    void write(HostedRepository repository, String folder, String name, String value) {
      repository.write(
          folder + "/main.jsonnet",
          """
          {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: '%s'}, data: {value: '%s'}}
          """
              .formatted(name, value));
    }
  };

  /** Writes an application's folder; nobody sees it before a push. */
  abstract void write(HostedRepository repository, String folder, String name, String value);

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kinds that {@code -Dbench.kinds} names. */
  static List<MonorepoKind> chosen() {
    return Arrays.stream(System.getProperty("bench.kinds", "plain,kustomize").split(","))
        .map(kind -> valueOf(kind.strip().toUpperCase(Locale.ROOT)))
        .toList();
  }

  /** Writes what all Kustomize folders share. */
  static void writeShared(HostedRepository repository, String value) {
    repository.write("shared/kustomization.yaml", "resources: [all.yaml, map.yaml]\n");
    repository.write("shared/all.yaml", String.join("---\n", Workload.four("web", "6.0.0")));
    repository.write("shared/map.yaml", Manifests.configMap("shared", value));
  }
}
