package dev.plumbline.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Project;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;

/** Resources that tests start from. */
public final class Fixtures {

  public static final SecretCipher CIPHER = new SecretCipher(KeyRing.of("k1", new byte[32]));

  private Fixtures() {}

  /** A spec on HEAD of a repository, for the namespace {@code team}. */
  public static ObjectNode spec(String repository, String path) {
    ObjectNode spec = Json.mapper().createObjectNode();
    spec.putObject("source").put("repoURL", repository).put("path", path);
    spec.putObject("destination").put("namespace", "team");
    return spec;
  }

  public static Application application(String namespace, String name, ObjectNode spec) {
    return application(namespace, name, "uid-" + name, 1, spec);
  }

  public static Application application(
      String namespace, String name, String uid, long generation, ObjectNode spec) {
    ObjectNode resource = Json.mapper().createObjectNode();
    resource
        .putObject("metadata")
        .put("namespace", namespace)
        .put("name", name)
        .put("uid", uid)
        .put("generation", generation)
        .put("resourceVersion", "1");
    resource.set("spec", spec);
    return read(resource, Application.class);
  }

  /** The same application, with its deletion asked for. */
  public static Application deleting(Application application) {
    ObjectNode resource = Json.mapper().valueToTree(application);
    resource.withObject("/metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
    return read(resource, Application.class);
  }

  public static Project project(String namespace, String name, String specJson) {
    try {
      ObjectNode resource = Json.mapper().createObjectNode();
      resource
          .putObject("metadata")
          .put("namespace", namespace)
          .put("name", name)
          .put("uid", "uid-" + name)
          .put("generation", 1)
          .put("resourceVersion", "1");
      resource.set("spec", Json.mapper().readTree(specJson));
      return read(resource, Project.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static <T> T read(ObjectNode resource, Class<T> type) {
    try {
      return Json.mapper().treeToValue(resource, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
