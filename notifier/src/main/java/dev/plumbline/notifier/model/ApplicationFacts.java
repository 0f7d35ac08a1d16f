package dev.plumbline.notifier.model;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.resources.Application;
import java.util.Map;

/**
 * What routing and texts need to know of an application.
 *
 * @param labels of the {@code Application} resource
 * @param cluster name of the destination cluster
 */
public record ApplicationFacts(
    ApplicationKey key, Map<String, String> labels, String project, String cluster) {

  public ApplicationFacts {
    labels = Map.copyOf(labels);
  }

  /** The facts of a resource. */
  public static ApplicationFacts of(Application application) {
    return new ApplicationFacts(
        application.key(),
        application.metadata().labels(),
        application.spec().projectOrDefault(),
        application.spec().destination().cluster());
  }
}
