package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.resources.Ignore;
import dev.plumbline.contracts.resources.IgnoreDifferences;
import dev.plumbline.contracts.resources.IgnoreRules;
import dev.plumbline.contracts.resources.KustomizeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object that are not compared. Whatever names them is evaluated on each tree by
 * itself, since a manifest and the live object may order lists differently. What identifies an
 * object, and our mark, cannot be ignored.
 */
public final class IgnoredFields {

  /** Nothing is ignored. */
  public static final IgnoredFields NONE =
      new IgnoredFields(false, List.of(), List.of(), List.of());

  private final boolean everything;
  private final List<List<String>> pointers;
  private final List<JqPaths> expressions;
  private final List<String> managers;

  private IgnoredFields(
      boolean everything,
      List<List<String>> pointers,
      List<JqPaths> expressions,
      List<String> managers) {
    this.everything = everything;
    this.pointers = List.copyOf(pointers);
    this.expressions = List.copyOf(expressions);
    this.managers = List.copyOf(managers);
  }

  /**
   * What the rules ignore of an object.
   *
   * @throws IgnoreException if one of them cannot be understood, be it for that object or not
   */
  public static IgnoredFields of(IgnoreRules rules, ObjectRef ref, ObjectNode manifest) {
    if (rules.isEmpty()) {
      return NONE;
    }
    boolean everything = false;
    List<List<String>> pointers = new ArrayList<>();
    List<JqPaths> expressions = new ArrayList<>();
    List<String> managers = new ArrayList<>();
    for (IgnoreDifferences rule : rules.ignoreDifferences()) {
      List<List<String>> itsPointers = rule.jsonPointers().stream().map(TreePath::pointer).toList();
      List<JqPaths> itsExpressions =
          rule.jqPathExpressions().stream().map(JqPaths::compile).toList();
      if (selects(rule, ref)) {
        pointers.addAll(itsPointers);
        expressions.addAll(itsExpressions);
        managers.addAll(rule.managedFieldsManagers());
      }
    }
    for (Ignore rule : rules.ignore()) {
      List<List<String>> itsPointers =
          rule.paths().stream().filter(path -> !path.isEmpty()).map(TreePath::pointer).toList();
      if (selects(rule.target(), ref, manifest)) {
        everything |= rule.paths().contains("");
        pointers.addAll(itsPointers);
      }
    }
    return new IgnoredFields(everything, pointers, expressions, managers);
  }

  /** Whether nothing of the object is ignored. */
  public boolean isEmpty() {
    return !everything && pointers.isEmpty() && expressions.isEmpty() && managers.isEmpty();
  }

  /**
   * A copy of a manifest or a live object without the ignored fields.
   *
   * @param live the live object, whose managed fields say what the named managers own
   */
  public ObjectNode without(ObjectNode object, ObjectNode live) {
    ObjectNode copy = object.deepCopy();
    for (TreePath path : in(object, live)) {
      path.removeFrom(copy);
    }
    keepIdentity(object, copy);
    return copy;
  }

  /**
   * A copy of the manifest that has the live values at the ignored fields, so that applying it
   * leaves these as they are. What the manifest does not have and we do not own is not taken in;
   * what the live object does not have is left out.
   *
   * @param manager the field manager we apply as
   */
  public ObjectNode keepingLive(ObjectNode manifest, ObjectNode live, String manager) {
    KeptFields kept = new KeptFields(manifest, live, manager);
    in(manifest, live).forEach(kept::keepOfManifest);
    in(live, live).forEach(kept::keepOfLive);
    ObjectNode result = kept.manifest();
    keepIdentity(manifest, result);
    return result;
  }

  /** The ignored fields that are in a tree, those first that are to be removed first. */
  private TreeSet<TreePath> in(ObjectNode tree, ObjectNode live) {
    TreeSet<TreePath> paths = new TreeSet<>(TreePath.REMOVAL);
    if (everything) {
      all(tree, paths);
    }
    for (List<String> pointer : pointers) {
      TreePath.resolve(pointer, tree).ifPresent(paths::add);
    }
    for (JqPaths expression : expressions) {
      paths.addAll(expression.in(tree));
    }
    if (!managers.isEmpty()) {
      for (ManagedFields.Entry entry : ManagedFields.of(live, "").entries()) {
        if (managers.contains(entry.manager())) {
          paths.addAll(entry.fields().in(tree));
        }
      }
    }
    paths.remove(TreePath.ROOT);
    return paths;
  }

  private static void all(ObjectNode tree, TreeSet<TreePath> paths) {
    tree.fieldNames().forEachRemaining(name -> paths.add(TreePath.ROOT.field(name)));
    TreePath metadata = TreePath.ROOT.field("metadata");
    paths.remove(metadata);
    tree.path("metadata").fieldNames().forEachRemaining(name -> paths.add(metadata.field(name)));
  }

  /** Puts back what makes the object that object, and ours. */
  private static void keepIdentity(ObjectNode from, ObjectNode to) {
    put(from, to, "apiVersion");
    put(from, to, "kind");
    ObjectNode metadata = ManagedFields.metadata(from);
    for (String field : List.of("name", "namespace", "uid", "resourceVersion", "managedFields")) {
      if (metadata.has(field)) {
        put(metadata, to.withObject("/metadata"), field);
      }
    }
    for (Map.Entry<String, String> mark :
        Map.of("annotations", Tracking.ANNOTATION, "labels", Tracking.SHARD_LABEL).entrySet()) {
      if (metadata.path(mark.getKey()).has(mark.getValue())) {
        put(
            (ObjectNode) metadata.path(mark.getKey()),
            to.withObject("/metadata/" + mark.getKey()),
            mark.getValue());
      }
    }
  }

  private static void put(ObjectNode from, ObjectNode to, String field) {
    if (from.has(field)) {
      to.set(field, from.get(field));
    }
  }

  private static boolean selects(IgnoreDifferences rule, ObjectRef ref) {
    String group = rule.group() == null ? "" : rule.group();
    Pattern groups = Globs.glob("group", group);
    Pattern kinds = Globs.glob("kind", rule.kind());
    return groups.matches(ref.group())
        && kinds.matches(ref.kind())
        && matches("name", rule.name(), ref.name())
        && matches("namespace", rule.namespace(), ref.namespace());
  }

  private static boolean matches(String field, @Nullable String glob, String value) {
    return glob == null || glob.isEmpty() || Globs.glob(field, glob).matches(value);
  }

  private static boolean selects(
      KustomizeSource.@Nullable Target target, ObjectRef ref, ObjectNode manifest) {
    if (target == null) {
      return true;
    }
    JsonNode metadata = manifest.path("metadata");
    return wholly("group", target.group(), ref.group())
        & wholly("version", target.version(), ref.version())
        & wholly("kind", target.kind(), ref.kind())
        & wholly("name", target.name(), ref.name())
        & wholly("namespace", target.namespace(), ref.namespace())
        & selected("labelSelector", target.labelSelector(), metadata.path("labels"))
        & selected("annotationSelector", target.annotationSelector(), metadata.path("annotations"));
  }

  private static boolean wholly(String field, @Nullable String regex, String value) {
    return regex == null || regex.isEmpty() || Globs.whole("target." + field, regex).matches(value);
  }

  private static boolean selected(String field, @Nullable String selector, JsonNode map) {
    return selector == null
        || selector.isBlank()
        || LabelSelector.parse("target." + field, selector).selects(map);
  }
}
