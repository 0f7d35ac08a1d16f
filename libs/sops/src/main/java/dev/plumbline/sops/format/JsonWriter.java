package dev.plumbline.sops.format;

import dev.plumbline.kustomize.yaml.CanonicalJson;
import dev.plumbline.kustomize.yaml.Numbers;
import dev.plumbline.sops.SopsException;
import dev.plumbline.sops.tree.Branch;
import dev.plumbline.sops.tree.Comment;
import dev.plumbline.sops.tree.Items;
import dev.plumbline.sops.tree.Pair;
import dev.plumbline.sops.tree.Scalar;
import dev.plumbline.sops.tree.Value;

/** JSON as SOPS writes it: keys in order, indented by tabs. */
final class JsonWriter {

  private final StringBuilder out = new StringBuilder();
  private int depth;

  private JsonWriter() {}

  static String write(Branch document) throws SopsException {
    JsonWriter writer = new JsonWriter();
    writer.value(document, "");
    return writer.out.append('\n').toString();
  }

  private void value(Value value, String key) throws SopsException {
    if (value instanceof Branch branch) {
      object(branch);
    } else if (value instanceof Items items) {
      array(items, key);
    } else if (value instanceof Scalar scalar) {
      out.append(scalar(scalar, key));
    }
  }

  private void object(Branch branch) throws SopsException {
    out.append('{');
    depth++;
    String separator = "";
    for (Pair pair : branch.pairs()) {
      out.append(separator);
      newLine();
      out.append(CanonicalJson.of(pair.key())).append(": ");
      value(pair.value(), pair.key());
      separator = ",";
    }
    close('}', !separator.isEmpty());
  }

  private void array(Items items, String key) throws SopsException {
    out.append('[');
    depth++;
    String separator = "";
    for (Value item : items.values()) {
      if (!(item instanceof Comment)) {
        out.append(separator);
        newLine();
        value(item, key);
        separator = ",";
      }
    }
    close(']', !separator.isEmpty());
  }

  private void close(char bracket, boolean onItsOwnLine) {
    depth--;
    if (onItsOwnLine) {
      newLine();
    }
    out.append(bracket);
  }

  private void newLine() {
    out.append('\n').append("\t".repeat(depth));
  }

  private static String scalar(Scalar scalar, String key) throws SopsException {
    return switch (scalar.type()) {
      case NULL -> "null";
      case INTEGER -> scalar.text();
      case BOOLEAN -> scalar.text().equals("True") ? "true" : "false";
      case FLOAT -> number(scalar, key);
      case STRING, TIME -> CanonicalJson.of(scalar.text());
    };
  }

  private static String number(Scalar scalar, String key) throws SopsException {
    if (!Double.isFinite(scalar.number())) {
      throw Store.malformed(key + " is not a finite number, and JSON has no other");
    }
    return Numbers.json(scalar.number());
  }
}
