package dev.plumbline.contracts.events;

import com.fasterxml.jackson.annotation.JsonIgnore;

/** Anything that travels over Kafka: what happened, or what is so. */
public sealed interface Event permits RevisionObserved, RefSeen, ApplicationEvent {

  /** The Kafka key, which is also the CloudEvents subject. */
  @JsonIgnore
  String key();
}
