package dev.plumbline.sops.format;

import dev.plumbline.sops.SopsException;
import dev.plumbline.sops.SopsLimits;
import dev.plumbline.sops.tree.Branch;
import dev.plumbline.sops.tree.Comment;
import dev.plumbline.sops.tree.Entry;
import dev.plumbline.sops.tree.Pair;
import dev.plumbline.sops.tree.Scalar;
import dev.plumbline.sops.tree.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Lines of {@code KEY=value}; line breaks in values are written as {@code \n}. */
final class DotenvStore implements Store {

  private static final String PREFIX = Documents.KEY + "_";

  private final SopsLimits limits;

  DotenvStore(SopsLimits limits) {
    this.limits = limits;
  }

  @Override
  public Documents read(byte[] bytes) throws SopsException {
    ValueBudget budget = new ValueBudget(limits);
    List<Entry> entries = new ArrayList<>();
    FlatMetadata metadata = new FlatMetadata();
    boolean encrypted = false;
    int number = 0;
    for (String line : Store.decode(bytes).split("\n", -1)) {
      number++;
      int equals = line.indexOf('=');
      if (line.startsWith("#")) {
        entries.add(new Comment(line.substring(1)));
      } else if (equals >= 0) {
        budget.add(1);
        String key = line.substring(0, equals);
        String value = line.substring(equals + 1);
        if (key.startsWith(PREFIX)) {
          metadata.put(key.substring(PREFIX.length()), value);
          encrypted = true;
        } else {
          entries.add(new Pair(key, Scalar.of(value.replace("\\n", "\n"))));
        }
      } else if (!line.isEmpty()) {
        throw Store.malformed(number, "expected KEY=value");
      }
    }
    if (!encrypted) {
      throw Store.malformed("it has no lines sops_…, so sops did not encrypt it, or not whole");
    }
    return new Documents(List.of(new Branch(entries)), metadata.nested());
  }

  @Override
  public byte[] write(List<Branch> documents) throws SopsException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Branch document : documents.subList(0, Math.min(1, documents.size()))) {
      for (Entry entry : document.entries()) {
        if (entry instanceof Comment comment) {
          out.writeBytes(utf8("#" + comment.text()));
        } else if (entry instanceof Pair pair) {
          out.writeBytes(utf8(pair.key() + "="));
          out.writeBytes(escaped(scalar(pair.key(), pair.value())));
        }
        out.write('\n');
      }
    }
    return out.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The value as its text, as far as a format of text can hold it. */
  static byte[] scalar(String key, Value value) throws SopsException {
    if (!(value instanceof Scalar scalar)) {
      throw Store.malformed(key + " is a list or a mapping, which this format cannot hold");
    }
    return scalar.type() == Scalar.Type.BOOLEAN
        ? utf8(scalar.text().equals("True") ? "true" : "false")
        : scalar.bytes();
  }

  private static byte[] escaped(byte[] value) {
    ByteArrayOutputStream escaped = new ByteArrayOutputStream(value.length);
    for (byte b : value) {
      if (b == '\n') {
        escaped.write('\\');
        escaped.write('n');
      } else {
        escaped.write(b);
      }
    }
    return escaped.toByteArray();
  }
}
