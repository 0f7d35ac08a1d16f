package dev.plumbline.contracts.resources;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Differences that are not told, as Argo CD's {@code ignoreDifferences}.
 *
 * @param group of the objects, with {@code *} for any text; the core group unless given
 * @param kind of the objects, with {@code *} for any text
 * @param name of one object, with {@code *} for any text; any unless given
 * @param namespace of the objects, with {@code *} for any text; any unless given
 * @param jsonPointers fields, by RFC 6901
 * @param jqPathExpressions fields, as jq's {@code del} takes them
 * @param managedFieldsManagers fields that these field managers own
 */
public record IgnoreDifferences(
    @Nullable String group,
    String kind,
    @Nullable String name,
    @Nullable String namespace,
    List<String> jsonPointers,
    List<String> jqPathExpressions,
    List<String> managedFieldsManagers) {

  public IgnoreDifferences {
    jsonPointers = KustomizeSource.copy(jsonPointers);
    jqPathExpressions = KustomizeSource.copy(jqPathExpressions);
    managedFieldsManagers = KustomizeSource.copy(managedFieldsManagers);
  }
}
