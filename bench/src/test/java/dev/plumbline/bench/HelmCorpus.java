package dev.plumbline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.testkit.harness.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Charts to render: one that is written, and those below {@code -Dhelm.charts}. */
final class HelmCorpus {

  private static final int DEPTH = 4;

  private HelmCorpus() {}

  /** Writes a chart of so many templates, made as charts usually are. */
  static Path write(Path chart, int templates) {
    write(
        chart.resolve("Chart.yaml"),
        "apiVersion: v2\nname: twenty\nversion: 1.2.3\nappVersion: 4.5.6\n");
    write(
        chart.resolve("values.yaml"),
        """
        image: {repository: registry.example/web, tag: "", pullPolicy: IfNotPresent}
        replicas: 2
        podAnnotations: {prometheus.io/scrape: "true"}
        resources: {limits: {memory: 512Mi}, requests: {cpu: 100m, memory: 64Mi}}
        env: {LOG_LEVEL: info, REGION: north, FEATURE: "on"}
        ports: [{name: http, port: 80}, {name: metrics, port: 9090}]
        ingress: {enabled: true, hosts: [one.example.com, two.example.com]}
        """);
    write(chart.resolve("templates/_helpers.tpl"), HELPERS);
    for (int i = 0; i < templates; i++) {
      String template = TEMPLATES.get(i % TEMPLATES.size()).replace("PART", "part-" + i);
      write(chart.resolve("templates/part-%02d.yaml".formatted(i)), template);
    }
    return chart;
  }

  /**
   * A copy of a chart with what it depends on from beside it; dependencies that are not there are
   * left out, since nothing is fetched.
   */
  static Optional<Path> prepare(String name, Path into) {
    String named = System.getProperty("helm.charts", "");
    Optional<Path> found = named.isBlank() ? Optional.empty() : find(Path.of(named), name);
    return found.map(chart -> prepare(chart, into.resolve(name)));
  }

  private static Path prepare(Path chart, Path copy) {
    copy(chart, copy);
    ObjectNode metadata = Cluster.parse(read(chart.resolve("Chart.yaml")));
    ArrayNode kept = metadata.arrayNode();
    for (JsonNode dependency : metadata.path("dependencies")) {
      String name = dependency.path("name").asText();
      Path beside = chart.resolveSibling(name);
      Path within = copy.resolve("charts").resolve(name);
      if (!Files.exists(within) && Files.exists(beside.resolve("Chart.yaml"))) {
        copy(beside, within);
      }
      if (Files.exists(within)) {
        kept.add(dependency);
      } else {
        System.out.println(chart.getFileName() + " without its dependency " + name);
      }
    }
    metadata.set("dependencies", kept);
    write(copy.resolve("Chart.yaml"), metadata.toString());
    return copy;
  }

  private static Optional<Path> find(Path directory, String name) {
    try (Stream<Path> files = Files.find(directory, DEPTH, (file, a) -> a.isDirectory())) {
      return files
          .filter(file -> file.getFileName().toString().equals(name))
          .filter(file -> Files.exists(file.resolve("Chart.yaml")))
          .min(Path::compareTo);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : new ArrayList<>(files.filter(Files::isRegularFile).toList())) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final String HELPERS =
      """
      {{- define "twenty.fullname" -}}
      {{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" -}}
      {{- end -}}
      {{- define "twenty.labels" -}}
      helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
      app.kubernetes.io/name: {{ .Chart.Name }}
      app.kubernetes.io/instance: {{ .Release.Name }}
      app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
      {{- end -}}
      """;

  private static final List<String> TEMPLATES =
      List.of(
          """
          apiVersion: apps/v1
          kind: Deployment
          metadata:
            name: {{ include "twenty.fullname" . }}-PART
            labels: {{- include "twenty.labels" . | nindent 4 }}
          spec:
            replicas: {{ .Values.replicas }}
            selector:
              matchLabels: {app: PART}
            template:
              metadata:
                labels: {app: PART}
                {{- with .Values.podAnnotations }}
                annotations: {{- toYaml . | nindent 8 }}
                {{- end }}
              spec:
                containers:
                  - name: main
                    image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
                    imagePullPolicy: {{ .Values.image.pullPolicy }}
                    env:
                      {{- range $name, $value := .Values.env }}
                      - {name: {{ $name }}, value: {{ $value | quote }}}
                      {{- end }}
                    ports:
                      {{- range .Values.ports }}
                      - {name: {{ .name }}, containerPort: {{ .port }}}
                      {{- end }}
                    resources: {{- toYaml .Values.resources | nindent 12 }}
          """,
          """
          apiVersion: v1
          kind: Service
          metadata:
            name: {{ include "twenty.fullname" . }}-PART
            labels: {{- include "twenty.labels" . | nindent 4 }}
          spec:
            selector: {app: PART}
            ports:
              {{- range .Values.ports }}
              - {name: {{ .name }}, port: {{ .port }}, targetPort: {{ .name }}}
              {{- end }}
          """,
          """
          apiVersion: v1
          kind: ConfigMap
          metadata:
            name: {{ include "twenty.fullname" . }}-PART
            labels: {{- include "twenty.labels" . | nindent 4 }}
          data:
            values.json: {{ .Values | toJson | quote }}
            {{- range $name, $value := .Values.env }}
            {{ $name | lower }}: {{ tpl $value $ | quote }}
            {{- end }}
          """,
          """
          {{- if .Values.ingress.enabled }}
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata:
            name: {{ include "twenty.fullname" . }}-PART
            labels: {{- include "twenty.labels" . | nindent 4 }}
          spec:
            rules:
              {{- range .Values.ingress.hosts }}
              - host: {{ . | quote }}
                http:
                  paths:
                    - path: /
                      pathType: Prefix
                      backend: {service: {name: {{ include "twenty.fullname" $ }}, port: {name: http}}}
              {{- end }}
          {{- end }}
          """);
}
