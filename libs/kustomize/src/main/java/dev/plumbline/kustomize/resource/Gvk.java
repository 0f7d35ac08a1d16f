package dev.plumbline.kustomize.resource;

import dev.plumbline.kustomize.yaml.CanonicalJson;
import java.util.Comparator;
import java.util.List;

/** Group, version and kind; as a selector, an empty part matches anything. */
public record Gvk(String group, String version, String kind) {

  public static final Gvk ANY = new Gvk("", "", "");

  private static final List<String> FIRST =
      List.of(
          "Namespace",
          "ResourceQuota",
          "StorageClass",
          "CustomResourceDefinition",
          "ServiceAccount",
          "PodSecurityPolicy",
          "Role",
          "ClusterRole",
          "RoleBinding",
          "ClusterRoleBinding",
          "ConfigMap",
          "Secret",
          "Endpoints",
          "Service",
          "LimitRange",
          "PriorityClass",
          "PersistentVolume",
          "PersistentVolumeClaim",
          "Deployment",
          "StatefulSet",
          "CronJob",
          "PodDisruptionBudget");

  private static final List<String> LAST =
      List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration");

  /** The order of specifications: kinds that others need first. */
  public static final Comparator<Gvk> BY_DEPENDENCY =
      Comparator.comparingInt((Gvk gvk) -> rank(gvk.kind(), FIRST, LAST))
          .thenComparing(Gvk::sortText, CanonicalJson::compareUtf8);

  public static Gvk of(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    return slash < 0
        ? new Gvk("", apiVersion, kind)
        : new Gvk(apiVersion.substring(0, slash), apiVersion.substring(slash + 1), kind);
  }

  /** The kinds that come first and last by default. */
  public static List<String> defaultFirst() {
    return FIRST;
  }

  public static List<String> defaultLast() {
    return LAST;
  }

  /** Negative for what comes first, positive for what comes last, 0 for all else. */
  public static int rank(String kind, List<String> first, List<String> last) {
    int lastIndex = last.lastIndexOf(kind);
    if (lastIndex >= 0) {
      return 1 + lastIndex;
    }
    int firstIndex = first.lastIndexOf(kind);
    return firstIndex < 0 ? 0 : firstIndex - first.size();
  }

  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  public boolean isSelectedBy(Gvk selector) {
    return matches(selector.group, group)
        && matches(selector.version, version)
        && matches(selector.kind, kind);
  }

  private static boolean matches(String wanted, String actual) {
    return wanted.isEmpty() || wanted.equals(actual);
  }

  /** The text that resources of one rank are sorted by. */
  public String sortText() {
    return or(group, "~G") + "_" + or(version, "~V") + "_" + or(kind, "~K");
  }

  private static String or(String text, String placeholder) {
    return text.isEmpty() ? placeholder : text;
  }

  @Override
  public String toString() {
    return or(kind, "[noKind]") + "." + or(version, "[noVer]") + "." + or(group, "[noGrp]");
  }
}
