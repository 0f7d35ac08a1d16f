package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.ApplicationEvent;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.TraceParent;
import org.jspecify.annotations.Nullable;

/** A record to be written. */
public sealed interface Output {

  /** The trace it belongs to; null for one that begins with it. */
  @Nullable TraceParent trace();

  /** A state or an account record. */
  record Told(ApplicationEvent event, TraceParent trace) implements Output {}

  /** The end of a state. */
  record Erased(EventType type, @Nullable TraceParent trace) implements Output {}
}
