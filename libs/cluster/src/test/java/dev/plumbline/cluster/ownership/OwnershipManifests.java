package dev.plumbline.cluster.ownership;

/** What is applied in the stories of {@link OwnershipTest}. */
final class OwnershipManifests {

  static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
        labels: {tier: front, team: a}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            nodeSelector: {disk: ssd}
            tolerations: [{key: spot, operator: Exists}]
            volumes:
            - {name: tmp, emptyDir: {}}
            initContainers:
            - {name: one, image: "busybox:1"}
            - {name: two, image: "busybox:1"}
            containers:
            - name: web
              image: nginx:1
              args: [a, b]
              env:
              - {name: A, value: "1"}
              - {name: B, value: "2"}
              ports:
              - {name: dns, containerPort: 53}
              - {name: dns-udp, containerPort: 53, protocol: UDP}
              - {name: http, containerPort: 80}
              livenessProbe: {httpGet: {path: /, port: 80}}
              resources:
                limits: {cpu: 1000m, memory: 1024Mi}
              securityContext: {}
      """;

  static final String CONFIG_MAP =
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c, labels: {team: a}}, data: {a: "1", b: ""}}
      """;

  static final String SECRET =
      """
      {apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {p: hunter2}, data: {q: eA==}}
      """;

  static final String CONTAINER = "spec.template.spec.containers[name=web]";

  static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: s}
      spec:
        selector: {app: web}
        ports:
        - {name: http, port: 80, targetPort: 8080}
        - {name: dns, port: 53, protocol: UDP}
      """;

  private OwnershipManifests() {}

  static String container(String fields) {
    return "{spec: {template: {spec: {containers: [{name: web, %s}]}}}}".formatted(fields);
  }

  static String pod(String fields) {
    return "{spec: {template: {spec: {%s}}}}".formatted(fields);
  }

  /** A job that never runs, with a pod's fields: no controller writes to it. */
  static String job(String podFields) {
    return """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: j}
    spec:
      schedule: "0 4 * * *"
      suspend: true
      jobTemplate: {spec: {template: {spec: {restartPolicy: Never, %s}}}}
    """
        .formatted(podFields);
  }

  static String inJob(String podFields) {
    return "{spec: {jobTemplate: {spec: {template: {spec: {%s}}}}}}".formatted(podFields);
  }
}
