package dev.plumbline.renderer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Project;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.renderer.model.Outcome;
import dev.plumbline.renderer.model.ProjectPolicy;
import dev.plumbline.renderer.model.RemoteAnswer;
import dev.plumbline.renderer.model.RemoteName;
import dev.plumbline.renderer.model.Remotes;
import dev.plumbline.renderer.model.RenderInput;
import dev.plumbline.renderer.model.SourceAt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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

  /** The application's only source, with these files. */
  public static List<SourceAt> sources(Application application, FileTree files) {
    return List.of(
        new SourceAt(
            application.spec().allSources().get(0),
            new SourceRevision("example.com/org/repo", "HEAD", "1".repeat(40)),
            files));
  }

  /** How a look ends when the cluster cannot be asked for the scopes of kinds. */
  public static Outcome withoutCluster(Function<Map<RemoteName, RemoteAnswer>, Outcome> look) {
    Map<RemoteName, RemoteAnswer> known = new HashMap<>();
    Outcome outcome = look.apply(known);
    if (outcome instanceof Outcome.Wanting wanting) {
      for (RemoteName name : wanting.remotes()) {
        if (name.kind() == RemoteName.Kind.SCOPE) {
          known.put(name, new RemoteAnswer.Found(new MemoryTree(Map.of()), RemoteAnswer.UNKNOWN));
        }
      }
      return look.apply(known);
    }
    return outcome;
  }

  /** What a renderer works from when it renders the application's only source. */
  public static RenderInput input(Application application, FileTree files, String path)
      throws RenderException {
    return new RenderInput(
        new SymlinkTree(files),
        path,
        application,
        application.spec().allSources().get(0),
        Map.of(),
        RenderLimits.DEFAULT,
        Checkpoint.UNLIMITED,
        new Remotes(ProjectPolicy.of(application, Optional.empty()), Map.of()));
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
