package dev.plumbline.bench;

import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import java.util.List;

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
   * Service, its ServiceAccount and an Ingress.
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
        metadata: {name: %1$s, labels: {app: %1$s, version: "%2$s"}}
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

  /** Writes those four; nobody sees them before a push. */
  static void writeFour(HostedRepository repository, String folder, String name, String version) {
    repository.write(folder + "/all.yaml", String.join("---\n", four(name, version)));
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
