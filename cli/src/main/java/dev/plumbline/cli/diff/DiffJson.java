package dev.plumbline.cli.diff;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.cli.Printable;
import dev.plumbline.cluster.ownership.FieldDifference;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Differences as JSON: a list with one entry for each object that is not as Git wants it. */
final class DiffJson {

  private DiffJson() {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Entry(
      ObjectRef object,
      Change change,
      @Nullable String origin,
      List<Path> paths,
      List<String> notes,
      String diff) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Path(
      String path,
      @Nullable JsonNode wanted,
      @Nullable JsonNode live,
      @Nullable String manager,
      @Nullable String operation,
      @Nullable Instant time) {

    static Path of(FieldDifference difference) {
      return new Path(
          difference.path(),
          given(difference.wanted()),
          given(difference.live()),
          difference.manager(),
          difference.operation(),
          difference.time());
    }

    private static @Nullable JsonNode given(JsonNode value) {
      return value.isMissingNode() ? null : value;
    }
  }

  static String of(List<ObjectDiff> differences) {
    List<Entry> entries =
        differences.stream()
            .map(
                diff ->
                    new Entry(
                        diff.ref(),
                        diff.change(),
                        diff.origin(),
                        diff.paths().stream().map(Path::of).toList(),
                        diff.notes(),
                        UnifiedDiff.of(diff.before(), diff.after())))
            .toList();
    try {
      return Printable.json(
          Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(entries));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
