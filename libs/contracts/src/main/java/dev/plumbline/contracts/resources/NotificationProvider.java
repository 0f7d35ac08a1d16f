package dev.plumbline.contracts.resources;

import org.jspecify.annotations.Nullable;

/** A {@code NotificationProvider}: somewhere messages can be sent. */
public record NotificationProvider(ResourceMeta metadata, Spec spec) {

  /**
   * Where and how.
   *
   * @param type {@code slack}, {@code pagerduty} or {@code webhook}
   * @param address URL; for PagerDuty the events API unless given; for Slack the incoming webhook
   *     or the Web API unless the secret has the key {@code address}
   * @param channel Slack channel, for the Web API
   * @param secretRef Secret with {@code token} (Slack bot token, PagerDuty routing key, webhook
   *     signing secret) and, where the URL itself is secret, {@code address}
   * @param suspend send nothing while true
   */
  public record Spec(
      String type,
      @Nullable String address,
      @Nullable String channel,
      @Nullable SecretKeyRef secretRef,
      @Nullable Boolean suspend) {}
}
