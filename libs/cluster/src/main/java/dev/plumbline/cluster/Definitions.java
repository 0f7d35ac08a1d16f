package dev.plumbline.cluster;

import dev.plumbline.contracts.resources.ResourceKind;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Definitions of our custom resources on a cluster. */
public final class Definitions {
  private static final long SERVED_WITHIN_SECONDS = 30;

  private Definitions() {}

  /**
   * Applies the definitions of kinds, and waits until all of them are served.
   *
   * @param manager the field manager
   * @throws KubernetesClientException when the server refuses one
   * @throws io.fabric8.kubernetes.client.KubernetesClientTimeoutException when one is not served
   *     after 30 s
   */
  public static void install(KubernetesClient client, String manager, ResourceKind... kinds) {
    List<CustomResourceDefinition> definitions =
        Arrays.stream(kinds).map(kind -> read(client, kind)).toList();
    definitions.forEach(definition -> apply(client, manager, definition));
    definitions.forEach(definition -> awaitServed(client, definition));
  }

  /** The definition of a kind, as this version of ours has it. */
  public static CustomResourceDefinition read(KubernetesClient client, ResourceKind kind) {
    try (InputStream yaml = ResourceKind.class.getResourceAsStream(kind.crdResource())) {
      if (yaml == null) {
        throw new IllegalStateException(kind.crdResource() + " is not on the class path");
      }
      return client.getKubernetesSerialization().unmarshal(yaml, CustomResourceDefinition.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Applies a definition; it may not be served yet. */
  public static void apply(
      KubernetesClient client, String manager, CustomResourceDefinition definition) {
    client.resource(definition).fieldManager(manager).forceConflicts().serverSideApply();
  }

  /** Waits until objects of a definition can be made: a server answers its writer before that. */
  public static void awaitServed(KubernetesClient client, CustomResourceDefinition definition) {
    client
        .resource(definition)
        .waitUntilCondition(Definitions::isServed, SERVED_WITHIN_SECONDS, TimeUnit.SECONDS);
  }

  /** A status may be there before its conditions are. */
  private static boolean isServed(@Nullable CustomResourceDefinition definition) {
    return Optional.ofNullable(definition)
        .map(CustomResourceDefinition::getStatus)
        .map(status -> status.getConditions())
        .map(conditions -> conditions.stream().anyMatch(Definitions::isEstablished))
        .orElse(false);
  }

  private static boolean isEstablished(CustomResourceDefinitionCondition condition) {
    return condition.getType().equals("Established") && condition.getStatus().equals("True");
  }
}
