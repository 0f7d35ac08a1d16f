package dev.plumbline.cli.diff;

import dev.plumbline.cluster.ownership.FieldDifference;
import dev.plumbline.contracts.ObjectRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One object beside what Git wants of it. Nothing in it is secret.
 *
 * @param origin where Git has it, as {@code file:line}; null when it does not
 * @param before YAML of the live object; empty when it is not there
 * @param after YAML of the object as it would be; empty when it would not be there
 * @param paths the fields that differ, of an object that is there and stays
 * @param notes what there is to know about it, one sentence each
 */
record ObjectDiff(
    ObjectRef ref,
    Change change,
    @Nullable String origin,
    String before,
    String after,
    List<FieldDifference> paths,
    List<String> notes) {

  ObjectDiff {
    paths = List.copyOf(paths);
    notes = List.copyOf(notes);
  }

  static ObjectDiff unknown(ObjectRef ref, @Nullable String origin, String why) {
    return new ObjectDiff(ref, Change.UNKNOWN, origin, "", "", List.of(), List.of(why));
  }
}
