package dev.plumbline.applier.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.model.Claim;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Application.CommonMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose the labels and annotations of a namespace are. Each application has a field manager of its
 * own there, so that it takes away only what it brought; where two want different values, the one
 * that came first has its own until it says otherwise.
 */
final class NamespaceOwners {

  private static final String OF_APPLICATION = "-namespace-";
  private static final Pattern MANAGER = Pattern.compile("(.+)" + OF_APPLICATION + "(.+)");

  private final String installation;
  private final OtherApplications others;

  NamespaceOwners(String installation, OtherApplications others) {
    this.installation = installation;
    this.others = others;
  }

  /** The field manager of what an application has a namespace bear. */
  String manager(String applicationUid) {
    return installation + OF_APPLICATION + applicationUid;
  }

  /** What somebody else of Plumbline's has the namespace bear otherwise; empty for nothing. */
  Optional<String> contested(Site site, ObjectNode live, PlanMade.NamespaceMetadata wanted) {
    return contested(site, live, "label", wanted.labels(), CommonMetadata::labels)
        .or(
            () ->
                contested(
                    site, live, "annotation", wanted.annotations(), CommonMetadata::annotations));
  }

  private Optional<String> contested(
      Site site,
      ObjectNode live,
      String what,
      Map<String, String> wanted,
      Function<CommonMetadata, Map<String, String>> part) {
    JsonNode there = live.path("metadata").path(what + "s");
    for (Map.Entry<String, String> one : new TreeMap<>(wanted).entrySet()) {
      JsonNode value = there.path(one.getKey());
      if (value.isMissingNode() || value.asText().equals(one.getValue())) {
        continue;
      }
      for (JsonNode managed : live.path("metadata").path("managedFields")) {
        boolean owns =
            managed
                .path("fieldsV1")
                .path("f:metadata")
                .path("f:" + what + "s")
                .has("f:" + one.getKey());
        Optional<String> owner =
            owns
                ? owner(site, live, managed.path("manager").asText(), one, part)
                : Optional.empty();
        if (owner.isPresent()) {
          return Optional.of(
              "its %s %s is to be '%s' here, and is '%s' by %s"
                  .formatted(what, one.getKey(), one.getValue(), value.asText(), owner.get()));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> owner(
      Site site,
      ObjectNode live,
      String manager,
      Map.Entry<String, String> wanted,
      Function<CommonMetadata, Map<String, String>> part) {
    String namespace = live.path("metadata").path("name").asText();
    if (manager.equals(installation)) {
      return withManifest(site, live, namespace);
    }
    Matcher parts = MANAGER.matcher(manager);
    if (!parts.matches() || manager.equals(manager(site.plan().applicationUid()))) {
      return Optional.empty();
    }
    if (!parts.group(1).equals(installation)) {
      return Optional.of("the installation '" + parts.group(1) + "' of Plumbline");
    }
    return others
        .application(parts.group(2), site.plan().cluster())
        .filter(other -> wantsOtherwise(other, namespace, wanted, part))
        .map(other -> named(other.key()))
        .or(
            () ->
                others
                    .unreadable(parts.group(2))
                    .map(other -> named(other) + ", which cannot be read"));
  }

  /** The other application that has the namespace itself in Git. */
  private Optional<String> withManifest(Site site, ObjectNode live, String namespace) {
    ObjectRef ref = ObjectRef.of("v1", "Namespace", "", namespace);
    return Claim.owner(live, ref, installation, site.plan().applicationUid())
        .flatMap(mark -> others.living(mark.applicationUid(), site.plan().cluster()))
        .map(NamespaceOwners::named);
  }

  private static boolean wantsOtherwise(
      Application other,
      String namespace,
      Map.Entry<String, String> wanted,
      Function<CommonMetadata, Map<String, String>> part) {
    Application.SyncPolicy policy = other.spec().syncPolicyOrDefault();
    CommonMetadata metadata = policy.managedNamespaceMetadata();
    String value = metadata == null ? null : part.apply(metadata).get(wanted.getKey());
    return policy.createsNamespace()
        && other.spec().destination().namespaceOrDefault().equals(namespace)
        && value != null
        && !value.equals(wanted.getValue());
  }

  private static String named(ApplicationKey key) {
    return "application " + key;
  }
}
