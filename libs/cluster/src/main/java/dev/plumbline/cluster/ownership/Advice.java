package dev.plumbline.cluster.ownership;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What to do about a field that somebody sets at run time for a good reason: leave it out of Git.
 * Plumbline does not apply what Git does not have, so nothing else needs to be configured then.
 */
public final class Advice {

  private static final int MAX_VALUE = 80;

  private static final List<Rule> RULES =
      List.of(
          rule("spec\\.replicas", "kube-controller-manager", "a HorizontalPodAutoscaler"),
          rule("spec\\.replicas", "horizontal-pod-autoscaler", "a HorizontalPodAutoscaler"),
          rule("spec\\.(replicas|minReplicas|maxReplicas)", "keda.*", "KEDA"),
          rule("spec\\.replicas", "cluster-autoscaler.*|karpenter.*", "a cluster autoscaler"),
          rule("spec\\.replicas", "flagger.*", "Flagger"),
          rule("spec\\.replicas", "rollouts-controller.*|argo-rollouts.*", "Argo Rollouts"),
          rule("spec\\.replicas", "kueue.*", "Kueue"),
          rule("spec\\.suspend", "kueue.*", "Kueue"),
          rule(
              ".*\\.resources(\\..*)?",
              "vpa-.*|vertical-pod-autoscaler.*|goldilocks.*",
              "a VerticalPodAutoscaler"),
          rule(".*(^|\\.)caBundle", ".*cainjector.*|cert-manager.*", "cert-manager's CA injector"),
          rule(".*(^|\\.)caBundle", "pilot-discovery|istiod.*", "Istio"),
          rule(".*\\.failurePolicy", "pilot-discovery|istiod.*", "Istio"),
          rule(".*(^|\\.)caBundle", "linkerd.*", "Linkerd"),
          rule(".*(^|\\.)caBundle", "kyverno.*", "Kyverno"),
          rule(".*(^|\\.)caBundle", ".*", "whoever serves the webhook"),
          rule("spec\\.selector\\b.*rollouts-pod-template-hash.*", ".*", "Argo Rollouts"),
          rule(
              "spec\\.(http|hosts|tcp|tls)\\b.*",
              "flagger.*|rollouts-controller.*",
              "a progressive rollout"),
          rule(".*kubectl\\.kubernetes\\.io/restartedAt.*", ".*", "kubectl rollout restart"),
          rule(
              ".*\\.image",
              "keel|argocd-image-updater.*|image-automation-controller",
              "an image updater"),
          rule(".*cloud\\.google\\.com/neg-status.*", ".*", "GKE's ingress controller"),
          rule("data\\b.*", "cert-manager.*", "cert-manager"),
          rule("data\\b.*", "external-secrets.*", "External Secrets"),
          rule("rules", "clusterrole-aggregation-controller", "the aggregation of cluster roles"),
          rule(
              "spec\\.resources\\.requests\\.storage",
              ".*autoscaler.*|.*autoresizer.*|pvc-.*",
              "an autoscaler of volumes"),
          rule(
              "metadata\\.annotations\\b.*deployment\\.kubernetes\\.io/revision.*",
              ".*",
              "the deployment controller"));

  private Advice() {}

  private record Rule(Pattern path, Pattern manager, String who) {}

  private static Rule rule(String path, String manager, String who) {
    return new Rule(Pattern.compile(path), Pattern.compile(manager), who);
  }

  /**
   * Which line to take out of Git; empty where nobody is known to set the field for a reason.
   *
   * @param path as in {@code PathDrift}
   * @param wanted JSON of the wanted value; null where Git has none, so that there is no line
   * @param manager who changed it; null when the server does not tell
   * @param origin where the manifest is from, such as {@code shop/web.yaml:12}; null if unknown
   */
  public static Optional<String> of(
      String path, @Nullable String wanted, @Nullable String manager, @Nullable String origin) {
    if (wanted == null || manager == null) {
      return Optional.empty();
    }
    for (Rule rule : RULES) {
      if (rule.path().matcher(path).matches() && rule.manager().matcher(manager).matches()) {
        return Optional.of(
            path
                + " is set by "
                + rule.who()
                + " ("
                + manager
                + "): take \""
                + line(path, wanted)
                + "\" out of "
                + (origin == null ? "Git" : origin));
      }
    }
    return Optional.empty();
  }

  private static String line(String path, String wanted) {
    String name = path.replaceAll("\\[[^\\]\"]*=[^\\]]*\\]$", "");
    name =
        name.endsWith("\"]")
            ? name.substring(name.lastIndexOf("[\"") + 2, name.length() - 2)
            : name.substring(name.lastIndexOf('.') + 1);
    boolean fits = wanted.length() <= MAX_VALUE && "{[(".indexOf(wanted.charAt(0)) < 0;
    return fits ? name + ": " + wanted.replaceAll("^\"|\"$", "") : name;
  }
}
