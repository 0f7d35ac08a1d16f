package dev.plumbline.bench;

import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What applications are made of. */
final class Workload {

  /** ConfigMaps, and as many Services, in an application of ten. */
  static final int MAPS = 5;

  private Workload() {}

  /**
   * Writes an application of ten objects, ConfigMaps and Services; nobody sees it before a push.
   */
  static void writeTen(HostedRepository repository, String folder, String name) {
    for (int i = 0; i < MAPS; i++) {
      repository.write(
          folder + "/map-" + i + ".yaml", Manifests.configMap(name + "-" + i, "first"));
      repository.write(folder + "/service-" + i + ".yaml", service(name + "-" + i));
    }
  }

  /** Changes one of the ten objects, the ConfigMap {@code name-0}. */
  static void changeOne(HostedRepository repository, String folder, String name, String value) {
    repository.write(folder + "/map-0.yaml", Manifests.configMap(name + "-0", value));
  }

  /**
   * The four objects of the Flux benchmark, of one version: a Deployment at 0 replicas, its
   * Service, its ServiceAccount and an Ingress, to which nobody gives an address.
   */
  static List<String> four(String name, String version) {
    return List.of(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %1$s, labels: {app: %1$s, version: "%2$s"}}
        spec:
          replicas: 0
          selector: {matchLabels: {app: %1$s}}
          template:
            metadata:
              labels: {app: %1$s}
              annotations: {prometheus.io/scrape: "true", prometheus.io/port: "9797"}
            spec:
              serviceAccountName: %1$s
              containers:
                - name: podinfod
                  image: ghcr.io/stefanprodan/podinfo:%2$s
                  imagePullPolicy: IfNotPresent
                  ports:
                    - {name: http, containerPort: 9898, protocol: TCP}
                    - {name: http-metrics, containerPort: 9797, protocol: TCP}
                  command: [./podinfo, --port=9898, --port-metrics=9797, --level=info]
                  env: [{name: PODINFO_UI_COLOR, value: "#34577c"}]
                  livenessProbe:
                    exec: {command: [podcli, check, http, "localhost:9898/healthz"]}
                    initialDelaySeconds: 5
                    timeoutSeconds: 5
                  readinessProbe:
                    exec: {command: [podcli, check, http, "localhost:9898/readyz"]}
                    initialDelaySeconds: 5
                    timeoutSeconds: 5
                  resources:
                    limits: {cpu: 2000m, memory: 512Mi}
                    requests: {cpu: 100m, memory: 64Mi}
        """
            .formatted(name, version),
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %1$s, labels: {app: %1$s, version: "%2$s"}}
        spec:
          type: ClusterIP
          selector: {app: %1$s}
          ports:
            - {name: http, port: 9898, protocol: TCP, targetPort: http}
        """
            .formatted(name, version),
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: %1$s, labels: {app: %1$s, version: "%2$s"}}
        """
            .formatted(name, version),
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {annotations: {plumbline.dev/ignore-healthcheck: "true"}, name: %1$s, labels: {app: %1$s, version: "%2$s"}}
        spec:
          rules:
            - host: %1$s.example.com
              http:
                paths:
                  - path: /
                    pathType: Prefix
                    backend: {service: {name: %1$s, port: {number: 9898}}}
        """
            .formatted(name, version));
  }

  /** Writes objects into one file; nobody sees them before a push. */
  static void write(HostedRepository repository, String folder, List<String> manifests) {
    repository.write(folder + "/all.yaml", String.join("---\n", manifests));
  }

  /** Those four in three waves: what others need, what runs, what leads to it. */
  static List<String> fourInWaves(String name, String version) {
    List<String> all = four(name, version);
    return List.of(
        inWave("-1", all.get(2)),
        inWave("0", all.get(0)),
        inWave("0", all.get(1)),
        inWave("1", all.get(3)));
  }

  private static String inWave(String wave, String manifest) {
    String annotation = "plumbline.dev/sync-wave: \"" + wave + "\"";
    String metadata = "metadata: {";
    String annotations = metadata + "annotations: {";
    return manifest.contains(annotations)
        ? manifest.replace(annotations, annotations + annotation + ", ")
        : manifest.replaceFirst(
            Pattern.quote(metadata), metadata + "annotations: {" + annotation + "}, ");
  }

  /** Those four, and before them a Job of so many seconds, new in each version. */
  static List<String> fourAfterJob(String name, String version, int seconds) {
    List<String> all = new ArrayList<>(four(name, version));
    all.add(Manifests.runnerJob(name, "plumbline.dev/hook: PreSync", String.valueOf(seconds)));
    return all;
  }

  /** One of many objects: most are ConfigMaps, which show the value; a few make work. */
  static String oneOfMany(String name, int number, String value) {
    return switch (number % 10) {
      case 8 -> service(name + "-" + number);
      case 9 ->
          """
          apiVersion: v1
          kind: ServiceAccount
          metadata:
            name: %s-%d
          """
              .formatted(name, number);
      default -> Manifests.configMap(name + "-" + number, value);
    };
  }

  static String service(String name) {
    return """
    apiVersion: v1
    kind: Service
    metadata:
      name: %1$s
    spec:
      selector: {app: %1$s}
      ports:
        - {name: http, port: 80, targetPort: 8080}
    """
        .formatted(name);
  }
}
