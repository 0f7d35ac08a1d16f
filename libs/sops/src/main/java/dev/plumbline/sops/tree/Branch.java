package dev.plumbline.sops.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A mapping in the order of the file. */
public record Branch(List<Entry> entries) implements Value {

  public Branch {
    entries = List.copyOf(entries);
  }

  /** The keys and values, without the comments. */
  public List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry instanceof Pair pair) {
        pairs.add(pair);
      }
    }
    return pairs;
  }

  /** The value of a key. */
  public Optional<Value> get(String key) {
    return pairs().stream().filter(pair -> pair.key().equals(key)).map(Pair::value).findFirst();
  }

  /** The text of a key that holds a scalar; empty when it holds nothing or something else. */
  public Optional<String> text(String key) {
    return get(key)
        .filter(Scalar.class::isInstance)
        .map(Scalar.class::cast)
        .filter(scalar -> scalar.type() != Scalar.Type.NULL)
        .map(Scalar::text);
  }

  /** The same without a key. */
  public Branch without(String key) {
    return new Branch(
        entries.stream()
            .filter(entry -> !(entry instanceof Pair pair && pair.key().equals(key)))
            .toList());
  }
}
