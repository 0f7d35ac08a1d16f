package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Application.CommonMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What several applications want one namespace to bear otherwise, by their {@code
 * managedNamespaceMetadata}. Each of them is told, whichever came first.
 */
public final class SharedNamespace {

  private SharedNamespace() {}

  /** Whether what one has a namespace bear may concern the other. */
  public static boolean concerns(Application one, Application other) {
    return !one.key().equals(other.key())
        && bears(one)
        && bears(other)
        && one.spec().destination().cluster().equals(other.spec().destination().cluster())
        && namespace(one).equals(namespace(other));
  }

  /**
   * What others want otherwise than an application; one sentence each, in order.
   *
   * @param others the applications there are; only asked when it matters
   */
  public static List<String> conflicts(Application self, Supplier<Collection<Application>> others) {
    if (!bears(self)) {
      return List.of();
    }
    List<String> conflicts = new ArrayList<>();
    others.get().stream()
        .filter(other -> concerns(self, other))
        .sorted(Comparator.comparing(other -> other.key().toString()))
        .forEach(
            other -> {
              conflicts(self, other, "label", CommonMetadata::labels, conflicts);
              conflicts(self, other, "annotation", CommonMetadata::annotations, conflicts);
            });
    return conflicts;
  }

  private static void conflicts(
      Application self,
      Application other,
      String what,
      Function<CommonMetadata, Map<String, String>> part,
      List<String> conflicts) {
    Map<String, String> theirs = part.apply(metadata(other));
    new TreeMap<>(part.apply(metadata(self)))
        .forEach(
            (key, value) -> {
              String otherwise = theirs.get(key);
              if (otherwise != null && !otherwise.equals(value)) {
                conflicts.add(
                    "Namespace %s: its %s %s is to be '%s' here, and '%s' by application %s"
                        .formatted(namespace(self), what, key, value, otherwise, other.key()));
              }
            });
  }

  /** Whether an application has its namespace bear anything. */
  public static boolean bears(Application application) {
    CommonMetadata metadata = metadata(application);
    return application.spec().syncPolicyOrDefault().createsNamespace()
        && !application.deleting()
        && !(metadata.labels().isEmpty() && metadata.annotations().isEmpty());
  }

  private static CommonMetadata metadata(Application application) {
    CommonMetadata metadata = application.spec().syncPolicyOrDefault().managedNamespaceMetadata();
    return metadata == null ? new CommonMetadata(Map.of(), Map.of()) : metadata;
  }

  private static String namespace(Application application) {
    return application.spec().destination().namespaceOrDefault();
  }
}
