package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.store.Store;
import dev.plumbline.sandbox.store.Stored;
import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses and node ports that Services are given. An address is given once until the range is
 * through, so that who looks for one need not go over all Services; then those of Services that are
 * gone are free again. Not thread-safe: used where the store is written.
 */
final class ServiceAddresses {

  private static final Pattern ADDRESS = Pattern.compile("10\\.96\\.(\\d{1,3})\\.(\\d{1,3})");
  private static final int FIRST = 2;
  private static final int ADDRESSES = 65_000;

  private final Store store;

  /** Those that are given, as far as is known; null before the store was looked at. */
  private @Nullable BitSet given;

  private int next = FIRST;

  ServiceAddresses(Store store) {
    this.store = store;
  }

  /** Gives a Service what it has to have and lacks. */
  void allocate(ObjectNode service) {
    ObjectNode spec = Json.child(service, "spec");
    String type = spec.path("type").asText();
    if (type.equals("ExternalName")) {
      return;
    }
    if (spec.path("clusterIP").asText().isEmpty()) {
      spec.put("clusterIP", address());
    } else if (given != null) {
      take(spec.path("clusterIP").asText(), given);
    }
    if (!spec.has("clusterIPs")) {
      spec.putArray("clusterIPs").add(spec.path("clusterIP"));
    }
    if (!spec.has("ipFamilies")) {
      spec.putArray("ipFamilies").add("IPv4");
    }
    if (!spec.has("ipFamilyPolicy")) {
      spec.put("ipFamilyPolicy", "SingleStack");
    }
    if (type.equals("NodePort") || type.equals("LoadBalancer")) {
      Set<Integer> used = nodePorts();
      for (JsonNode port : spec.path("ports")) {
        if (port instanceof ObjectNode object && !object.has("nodePort")) {
          int free = 30_000;
          while (!used.add(free)) {
            free++;
          }
          object.put("nodePort", free);
        }
      }
    }
  }

  /** A Service keeps what it was given, though whoever writes it leaves that out. */
  static void keep(JsonNode old, ObjectNode service) {
    ObjectNode spec = Json.child(service, "spec");
    String type = spec.path("type").asText();
    if (type.equals("ExternalName")) {
      return;
    }
    for (String field : Set.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
      if (!spec.has(field) && old.path("spec").has(field)) {
        spec.set(field, old.path("spec").path(field).deepCopy());
      }
    }
    if (!type.equals("ClusterIP")) {
      for (JsonNode port : spec.path("ports")) {
        for (JsonNode before : old.at("/spec/ports")) {
          boolean match =
              before.has("nodePort")
                  && before.path("port").equals(port.path("port"))
                  && before.path("protocol").equals(port.path("protocol"));
          if (match && port instanceof ObjectNode object && !object.has("nodePort")) {
            object.set("nodePort", before.path("nodePort"));
          }
        }
      }
    }
  }

  private String address() {
    BitSet known = given == null ? inUse() : given;
    int free = known.nextClearBit(next);
    if (free >= ADDRESSES) {
      known = inUse();
      free = known.nextClearBit(FIRST);
    }
    if (free >= ADDRESSES) {
      throw ApiError.failed("range is full");
    }
    known.set(free);
    given = known;
    next = free + 1;
    return "10.96." + (free >> 8) + "." + (free & 255);
  }

  private BitSet inUse() {
    BitSet used = new BitSet();
    for (Stored service : store.list("services", "").objects()) {
      take(service.object().path("spec").path("clusterIP").asText(), used);
    }
    return used;
  }

  private static void take(String address, BitSet used) {
    Matcher ours = ADDRESS.matcher(address);
    if (ours.matches()) {
      used.set(Integer.parseInt(ours.group(1)) << 8 | Integer.parseInt(ours.group(2)));
    }
  }

  private Set<Integer> nodePorts() {
    Set<Integer> used = new TreeSet<>();
    store
        .list("services", "")
        .objects()
        .forEach(
            s -> s.object().at("/spec/ports").forEach(p -> used.add(p.path("nodePort").asInt())));
    return used;
  }
}
