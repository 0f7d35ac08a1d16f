package dev.plumbline.embedded;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Requests by kind. */
final class RequestCounts {
  private final Map<RequestKind, LongAdder> byKind = new EnumMap<>(RequestKind.class);

  RequestCounts() {
    for (RequestKind kind : RequestKind.values()) {
      byKind.put(kind, new LongAdder());
    }
  }

  void add(RequestKind kind) {
    counter(kind).increment();
  }

  long of(RequestKind kind) {
    return counter(kind).sum();
  }

  long all() {
    return byKind.values().stream().mapToLong(LongAdder::sum).sum();
  }

  private LongAdder counter(RequestKind kind) {
    return byKind.computeIfAbsent(kind, unknown -> new LongAdder());
  }
}
