package dev.plumbline.contracts.events;

import dev.plumbline.contracts.Topic;
import java.util.Map;

/**
 * An event as it stands on Kafka: binary content mode of the CloudEvents Kafka binding.
 *
 * @param headers {@code ce_*}, {@code content-type} and {@code traceparent}
 * @param value JSON
 */
public record EncodedEvent(Topic topic, String key, Map<String, String> headers, byte[] value) {
  public EncodedEvent {
    headers = Map.copyOf(headers);
  }
}
