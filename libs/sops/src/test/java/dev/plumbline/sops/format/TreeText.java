package dev.plumbline.sops.format;

import dev.plumbline.sops.SopsException;
import dev.plumbline.sops.SopsLimits;
import dev.plumbline.sops.tree.Branch;
import dev.plumbline.sops.tree.Comment;
import dev.plumbline.sops.tree.Items;
import dev.plumbline.sops.tree.Scalar;
import dev.plumbline.sops.tree.Value;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** What YAML means, without its layout and comments: one line for each document. */
public final class TreeText {

  private TreeText() {}

  public static List<String> ofYaml(byte[] yaml) throws SopsException {
    return YamlReader.read(Store.decode(yaml), SopsLimits.DEFAULT).stream()
        .map(TreeText::of)
        .toList();
  }

  private static String of(Value value) {
    if (value instanceof Branch branch) {
      return branch.pairs().stream()
          .map(pair -> pair.key() + "=" + of(pair.value()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof Items items) {
      return items.values().stream()
          .filter(item -> !(item instanceof Comment))
          .map(TreeText::of)
          .collect(Collectors.joining(",", "[", "]"));
    }
    Scalar scalar = (Scalar) value;
    return scalar.type()
        + ":"
        + scalar.utf8().orElseGet(() -> HexFormat.of().formatHex(scalar.bytes()));
  }
}
