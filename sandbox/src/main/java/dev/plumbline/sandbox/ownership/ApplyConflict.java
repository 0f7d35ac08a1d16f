package dev.plumbline.sandbox.ownership;

import dev.plumbline.sandbox.fields.FieldSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An apply without force would change fields that others own. */
public final class ApplyConflict extends Exception {
  private static final long serialVersionUID = 1L;

  /** One field and its owner. */
  public record Cause(String manager, String field) {}

  private final transient List<Cause> causes;

  private ApplyConflict(String message, List<Cause> causes) {
    super(message);
    this.causes = causes;
  }

  public List<Cause> causes() {
    return causes;
  }

  static ApplyConflict of(Map<FieldManager, FieldSet> conflicts) {
    Map<String, List<String>> byManager = new TreeMap<>();
    conflicts.forEach(
        (manager, set) ->
            set.paths()
                .forEach(
                    path ->
                        byManager
                            .computeIfAbsent(manager.display(), k -> new ArrayList<>())
                            .add(FieldSet.display(path))));
    List<Cause> causes = new ArrayList<>();
    byManager.forEach(
        (manager, fields) -> fields.forEach(field -> causes.add(new Cause(manager, field))));
    if (causes.size() == 1) {
      Cause only = causes.get(0);
      return new ApplyConflict(
          "Apply failed with 1 conflict: conflict with " + only.manager() + ": " + only.field(),
          causes);
    }
    List<String> lines = new ArrayList<>();
    byManager.forEach(
        (manager, fields) -> {
          lines.add("conflicts with " + manager + ":");
          fields.forEach(field -> lines.add("- " + field));
        });
    return new ApplyConflict(
        "Apply failed with " + causes.size() + " conflicts: " + String.join("\n", lines), causes);
  }
}
