package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How objects bear Plumbline's mark: one annotation that says whose, one label to watch by. */
public final class Marks {

  private Marks() {}

  /** A copy of {@code manifest} with the mark of the application that wants it. */
  public static ObjectNode mark(
      ObjectNode manifest,
      ObjectRef ref,
      String installation,
      String applicationUid,
      ApplicationKey application) {
    ObjectNode marked = manifest.deepCopy();
    child(child(marked, "metadata"), "annotations")
        .put(Tracking.ANNOTATION, new Tracking(installation, applicationUid, ref.id()).toString());
    child(child(marked, "metadata"), "labels")
        .put(Tracking.SHARD_LABEL, String.valueOf(application.shard()));
    return marked;
  }

  /** The mark an object bears, ours or not; empty if it has none. See {@link Tracking#names}. */
  public static Optional<Tracking> of(JsonNode object) {
    return read(object, Tracking.ANNOTATION);
  }

  /** Who asked to have an object that is another's; empty for nobody. */
  public static Optional<Tracking> claimOn(JsonNode object) {
    return read(object, Tracking.CLAIM_ANNOTATION);
  }

  private static Optional<Tracking> read(JsonNode object, String annotation) {
    JsonNode value = object.path("metadata").path("annotations").path(annotation);
    return value.isTextual() ? Tracking.parse(value.textValue()) : Optional.empty();
  }

  /** The shard an object is labelled with; empty if it has no such label. */
  public static OptionalInt shard(JsonNode object) {
    String value = object.path("metadata").path("labels").path(Tracking.SHARD_LABEL).asText("");
    return value.matches("\\d{1,4}")
        ? OptionalInt.of(Integer.parseInt(value))
        : OptionalInt.empty();
  }

  /** The label selector for objects of any of these shards. */
  public static String selector(Collection<Integer> shards) {
    return Tracking.SHARD_LABEL
        + " in ("
        + new TreeSet<>(shards).stream().map(String::valueOf).collect(Collectors.joining(","))
        + ")";
  }

  private static ObjectNode child(ObjectNode parent, String name) {
    return parent.get(name) instanceof ObjectNode child ? child : parent.putObject(name);
  }
}
