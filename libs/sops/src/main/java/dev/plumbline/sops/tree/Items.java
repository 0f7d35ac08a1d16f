package dev.plumbline.sops.tree;

import java.util.List;

/** A list; comments are among its items. */
public record Items(List<Value> values) implements Value {

  public Items {
    values = List.copyOf(values);
  }
}
