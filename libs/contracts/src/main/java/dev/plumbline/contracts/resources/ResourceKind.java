package dev.plumbline.contracts.resources;

import java.util.Locale;

/** The custom resources, as the API server names them. */
public enum ResourceKind {
  APPLICATION("Application", Application.class),
  PROJECT("Project", Project.class),
  WEBHOOK_SOURCE("WebhookSource", WebhookSource.class),
  NOTIFICATION_PROVIDER("NotificationProvider", NotificationProvider.class),
  NOTIFICATION_ROUTE("NotificationRoute", NotificationRoute.class),
  HEALTH_RULE("HealthRule", HealthRule.class);

  /** API group of all of them. */
  public static final String GROUP = "plumbline.dev";

  /** Version of all of them. */
  public static final String VERSION = "v1alpha1";

  private final String kind;
  private final Class<?> recordType;

  ResourceKind(String kind, Class<?> recordType) {
    this.kind = kind;
    this.recordType = recordType;
  }

  /** The kind, such as {@code WebhookSource}. */
  public String kind() {
    return kind;
  }

  /** The plural, such as {@code webhooksources}. */
  public String plural() {
    return kind.toLowerCase(Locale.ROOT) + "s";
  }

  /** The record that holds one. */
  public Class<?> recordType() {
    return recordType;
  }

  /** Path on the class path of the CustomResourceDefinition's YAML. */
  public String crdResource() {
    return "/dev/plumbline/crds/" + plural() + ".yaml";
  }
}
