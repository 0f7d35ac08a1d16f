package dev.plumbline.rendering;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.PostBuild;
import dev.plumbline.git.FileEntry;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.manifests.SecretValues;
import dev.plumbline.manifests.SourceObject;
import dev.plumbline.manifests.substitution.Substitution;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts values in place of variables, as {@code spec.postBuild} says. */
final class Variables {

  private static final String SECRET = "Secret";
  private static final String CONFIG_MAP = "ConfigMap";

  private final Map<String, String> variables = new HashMap<>();
  private final Set<String> secretNames = new HashSet<>();

  private Variables() {}

  /**
   * The objects with values.
   *
   * @param secret takes what of Secrets ends up in them
   */
  static List<SourceObject> on(
      List<SourceObject> objects,
      @Nullable PostBuild wanted,
      Remotes remotes,
      RenderLimits limits,
      SecretValues secret)
      throws RenderException {
    if (wanted == null) {
      return objects;
    }
    Variables build = new Variables();
    build.collect(wanted, remotes);
    Substitution substitution =
        Substitution.of(build.variables, build.secretNames, wanted.isStrict(), limits);
    List<SourceObject> substituted = new ArrayList<>();
    for (SourceObject object : objects) {
      substituted.add(substitution.apply(object, secret));
    }
    return substituted;
  }

  private void collect(PostBuild wanted, Remotes remotes) throws RenderException {
    List<RemoteName> names = new ArrayList<>();
    for (PostBuild.From from : wanted.substituteFrom()) {
      names.add(name(from));
    }
    remotes.want(names);
    for (PostBuild.From from : wanted.substituteFrom()) {
      add(from, remotes.get(name(from)));
    }
    wanted
        .substitute()
        .forEach(
            (name, value) -> {
              variables.put(name, value);
              secretNames.remove(name);
            });
  }

  private static RemoteName name(PostBuild.From from) throws RenderException {
    return switch (from.kind()) {
      case SECRET -> RemoteName.secret(from.name());
      case CONFIG_MAP -> RemoteName.configMap(from.name());
      default ->
          throw new RenderException(
              FailureReason.InvalidSpec,
              "spec.postBuild.substituteFrom has the kind '"
                  + from.kind()
                  + "': expected ConfigMap or Secret");
    };
  }

  private void add(PostBuild.From from, RemoteAnswer.Found found) throws RenderException {
    if (!found.isPresent()) {
      if (Boolean.TRUE.equals(from.optional())) {
        return;
      }
      throw new RenderException(
          RenderFailure.passing(
              FailureReason.CredentialsNotFound,
              "the "
                  + from.kind()
                  + " '"
                  + from.name()
                  + "' of spec.postBuild.substituteFrom does not exist: create it, or set optional"));
    }
    for (FileEntry entry : found.files().list("")) {
      String text = new String(found.files().read(entry.path()), StandardCharsets.UTF_8);
      variables.put(entry.name(), text);
      if (from.kind().equals(SECRET)) {
        secretNames.add(entry.name());
      } else {
        secretNames.remove(entry.name());
      }
    }
  }
}
