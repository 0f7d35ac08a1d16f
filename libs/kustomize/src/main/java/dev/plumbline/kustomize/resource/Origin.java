package dev.plumbline.kustomize.resource;

import dev.plumbline.kustomize.RemoteReference;
import dev.plumbline.kustomize.yaml.YamlEmitter;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Where a resource, or what changed it, came from; told in annotations when a kustomization asks.
 *
 * @param path of the file, relative to the folder that is built, or in its repository
 * @param repository that it is in; empty for the one that is built
 * @param ref of the repository
 * @param configuredIn the file with what generated or transformed it
 * @param configuredBy what generated or transformed it
 */
public record Origin(
    String path,
    String repository,
    String ref,
    String configuredIn,
    @Nullable Configuration configuredBy) {

  public static final Origin START = new Origin("", "", "", "", null);

  /** How the original calls the root of a repository elsewhere. */
  private static final String REMOTE_ROOT = "notCloned";

  /** The name of a generator or transformer. */
  public record Configuration(String apiVersion, String kind, String name, String namespace) {}

  /** The origin of a path that is named at this one. */
  public Origin append(String relative) {
    RemoteReference remote = RemoteReference.parse(relative).orElse(null);
    if (remote == null) {
      return new Origin(
          RelativePaths.join(path, relative), repository, ref, configuredIn, configuredBy);
    }
    String folder = RelativePaths.join("", remote.path());
    return new Origin(
        folder.isEmpty() ? REMOTE_ROOT : folder,
        remote.repository(),
        remote.ref(),
        configuredIn,
        configuredBy);
  }

  /** The origin of what a built-in field of a kustomization does. */
  public Origin builtin(String kustomizationFile, String kind) {
    return configured(
        RelativePaths.join(path, kustomizationFile), new Configuration("builtin", kind, "", ""));
  }

  /** The origin of what a generator or transformer does that comes from here. */
  public Origin configures(Configuration by) {
    return configured(path, by);
  }

  private Origin configured(String file, Configuration by) {
    return new Origin("", repository, ref, file, by);
  }

  public String toYaml() {
    return yaml("");
  }

  static String toYaml(List<Origin> origins) {
    StringBuilder yaml = new StringBuilder();
    for (Origin origin : origins) {
      String lines = origin.yaml("  ");
      yaml.append(lines.isEmpty() ? "- {}\n" : "- " + lines.substring(2));
    }
    return yaml.toString();
  }

  private String yaml(String indent) {
    StringJoiner lines = new StringJoiner("");
    line(lines, indent, "path", path);
    line(lines, indent, "repo", repository);
    line(lines, indent, "ref", ref);
    line(lines, indent, "configuredIn", configuredIn);
    if (configuredBy != null) {
      lines.add(indent + "configuredBy:\n");
      line(lines, indent + "  ", "apiVersion", configuredBy.apiVersion());
      line(lines, indent + "  ", "kind", configuredBy.kind());
      line(lines, indent + "  ", "name", configuredBy.name());
      line(lines, indent + "  ", "namespace", configuredBy.namespace());
    }
    return lines.toString();
  }

  private static void line(StringJoiner lines, String indent, String name, String value) {
    if (!value.isEmpty()) {
      StringBuilder written = new StringBuilder();
      YamlEmitter.write(value, written);
      lines.add(indent + name + ": " + written);
    }
  }
}
