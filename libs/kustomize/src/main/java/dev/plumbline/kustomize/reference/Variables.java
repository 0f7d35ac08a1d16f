package dev.plumbline.kustomize.reference;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.files.Kustomization.Variable;
import dev.plumbline.kustomize.resource.ResId;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.transform.FieldPath;
import dev.plumbline.kustomize.transform.FieldSpec;
import dev.plumbline.kustomize.transform.FieldWalk;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.Scalars;
import dev.plumbline.kustomize.yaml.YamlException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values of fields with names, and the places where they are put for {@code $(NAME)}. */
public final class Variables {

  private static final Pattern INDEXED = Pattern.compile("(.*)\\[(\\d+)]");

  private final SortedMap<String, Variable> byName = new TreeMap<>();

  /**
   * Adds variables, and notes at the resources that they are of which ones.
   *
   * @throws KustomizeException when a name is taken, or more than one resource fits
   */
  public void add(List<Variable> variables, Resources resources) {
    for (Variable variable : variables) {
      ResId target = variable.target();
      List<Resource> matches =
          resources.withAnyId(
              target.namespace().isEmpty() ? target::isSameTypeAndName : target::isSame);
      if (matches.size() > 1) {
        throw new KustomizeException(
            "",
            0,
            "vars",
            "found "
                + matches.size()
                + " resId matches for var "
                + variable.name()
                + " (unable to disambiguate)",
            null);
      }
      matches.forEach(match -> match.history().variables().add(variable.name()));
    }
    variables.forEach(this::add);
  }

  /** Adds the variables of a base. */
  public void addAll(Variables others) {
    others.byName.values().forEach(this::add);
  }

  private void add(Variable variable) {
    if (byName.putIfAbsent(variable.name(), variable) != null) {
      throw new KustomizeException(
          "", 0, "vars", "var '" + variable.name() + "' already encountered", null);
    }
  }

  /**
   * Puts the values in.
   *
   * @return the names of those that nothing asked for
   * @throws KustomizeException when a value cannot be found
   */
  public List<String> resolve(Resources resources, List<FieldSpec> specs) {
    if (byName.isEmpty()) {
      return List.of();
    }
    Map<String, @Nullable Object> values = new HashMap<>();
    byName.forEach((name, variable) -> values.put(name, value(variable, resources)));
    Expansion expansion = new Expansion(values);
    FieldWalk walk = FieldWalk.changing(node -> expand(node, expansion));
    for (Resource resource : resources.list()) {
      specs.forEach(spec -> walk.apply(resource, spec));
    }
    List<String> unused = new ArrayList<>(byName.keySet());
    unused.removeAll(expansion.used());
    return unused;
  }

  private static @Nullable Object value(Variable variable, Resources resources) {
    for (Resource resource : resources.list()) {
      if (resource.history().variables().contains(variable.name())) {
        try {
          Node found = NodeLookup.find(resource.node(), path(variable.fieldPath()));
          if (found != null) {
            return found.isScalar() ? Scalars.primitive(found) : null;
          }
        } catch (YamlException e) {
          throw missing(variable, "field specified in var is not found: " + e.getMessage());
        }
        throw missing(variable, "field specified in var not found in corresponding resource");
      }
    }
    throw missing(variable, "cannot be mapped to a field in the set of known resources");
  }

  private static KustomizeException missing(Variable variable, String problem) {
    return new KustomizeException("", 0, "vars", "var '" + variable.name() + "': " + problem, null);
  }

  private static List<String> path(String fieldPath) {
    List<String> parts = new ArrayList<>();
    for (String part : FieldPath.splitBracketed(fieldPath, '.')) {
      Matcher indexed = INDEXED.matcher(part);
      if (indexed.matches()) {
        if (!indexed.group(1).isEmpty()) {
          parts.add(indexed.group(1));
        }
        parts.add(indexed.group(2));
      } else {
        parts.add(part);
      }
    }
    return parts;
  }

  private static void expand(Node node, Expansion expansion) {
    if (node.isNull()) {
      return;
    }
    switch (node.kind()) {
      case SCALAR -> {
        if (node.isString()) {
          Scalars.set(node, expansion.expand(node.value()));
        }
      }
      case MAPPING -> {
        for (int i = 0; i + 1 < node.content().size(); i += 2) {
          requireString(node.content().get(i));
          Node value = node.content().get(i + 1);
          if (value.isString()) {
            Scalars.set(value, expansion.expand(value.value()));
          }
        }
      }
      case SEQUENCE -> {
        for (Node item : node.content()) {
          requireString(item);
          Scalars.set(item, expansion.expand(item.value()));
        }
      }
    }
  }

  private static void requireString(Node node) {
    if (!node.isString()) {
      throw new YamlException(node.line(), "invalid value type, expected a string");
    }
  }
}
