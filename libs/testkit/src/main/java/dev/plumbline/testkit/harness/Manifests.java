package dev.plumbline.testkit.harness;

/** Manifests as people keep them in Git. */
public final class Manifests {

  private Manifests() {}

  /** A ConfigMap of one value. */
  public static String configMap(String name, String value) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: %s
    data:
      value: "%s"
    """
        .formatted(name, value);
  }

  /** A Deployment whose pods get ready at once. */
  public static String deployment(String name, String image, int replicas) {
    return deployment(name, image, replicas, "{}");
  }

  /**
   * A Deployment.
   *
   * @param podAnnotations such as {@code {fake-kubelet/ready-after: "2"}}, which steer the
   *     pretended node
   */
  public static String deployment(String name, String image, int replicas, String podAnnotations) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: %1$s
    spec:
      replicas: %3$d
      selector:
        matchLabels: {app: %1$s}
      template:
        metadata:
          labels: {app: %1$s}
          annotations: %4$s
        spec:
          containers:
            - name: main
              image: %2$s
              resources:
                requests: {cpu: 1000m, memory: 64Mi}
    """
        .formatted(name, image, replicas, podAnnotations);
  }

  /** A Job whose one pod ends at once, and well. */
  public static String job(String name, String annotations) {
    return job(name, annotations, "{}");
  }

  /**
   * A Job that is tried once.
   *
   * @param annotations such as {@code {plumbline.dev/hook: PreSync}}
   * @param podAnnotations such as {@code {fake-kubelet/exit-code: "1"}}, which steer the pretended
   *     node
   */
  public static String job(String name, String annotations, String podAnnotations) {
    return """
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: %s
      annotations: %s
    spec:
      backoffLimit: 0
      template:
        metadata:
          annotations: %s
        spec:
          restartPolicy: Never
          containers:
            - {name: main, image: "example.com/job:1"}
    """
        .formatted(name, annotations, podAnnotations);
  }

  /**
   * A Job that a {@link JobRunner} runs.
   *
   * @param annotations without braces, such as {@code plumbline.dev/hook: PreSync}
   * @param seconds how long it takes
   */
  public static String runnerJob(String name, String annotations, String seconds) {
    return """
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: %s
      annotations: {%s, %s: "%s"}
    spec:
      managedBy: %s
      backoffLimit: 0
      template:
        spec:
          restartPolicy: Never
          containers:
            - {name: main, image: "example.com/job:1"}
    """
        .formatted(name, annotations, JobRunner.SECONDS, seconds, JobRunner.NAME);
  }
}
