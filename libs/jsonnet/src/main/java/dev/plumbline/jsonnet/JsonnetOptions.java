package dev.plumbline.jsonnet;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.JsonnetSource;
import dev.plumbline.git.GitException;
import dev.plumbline.git.TreePath;
import dev.plumbline.manifests.RenderException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an application gives its Jsonnet files.
 *
 * @param externals external variables, as Jsonnet
 * @param arguments top-level arguments, as Jsonnet
 * @param libraries folders that imports are looked for in, the first one first, after the folder of
 *     the file that imports
 */
public record JsonnetOptions(
    Map<String, String> externals, Map<String, String> arguments, List<String> libraries) {

  public JsonnetOptions {
    externals = Map.copyOf(externals);
    arguments = Map.copyOf(arguments);
    libraries = List.copyOf(libraries);
  }

  /**
   * As Argo CD reads its field of the same name: the last library folder is looked into first, the
   * source's own folder last.
   *
   * @param path of the source
   * @throws RenderException {@code InvalidSpec} for a library folder outside of the repository
   */
  public static JsonnetOptions of(@Nullable JsonnetSource jsonnet, String path)
      throws RenderException {
    List<String> libraries = new ArrayList<>(List.of(path));
    if (jsonnet == null) {
      return new JsonnetOptions(Map.of(), Map.of(), libraries);
    }
    for (String library : jsonnet.libs()) {
      libraries.add(0, folder(library));
    }
    return new JsonnetOptions(code(jsonnet.extVars()), code(jsonnet.tlas()), libraries);
  }

  private static String folder(String library) throws RenderException {
    try {
      return TreePath.normalise(library);
    } catch (GitException e) {
      throw new RenderException(
          FailureReason.InvalidSpec, "spec.source.directory.jsonnet.libs: " + e.getMessage());
    }
  }

  private static Map<String, String> code(List<JsonnetSource.Variable> variables) {
    Map<String, String> code = new LinkedHashMap<>();
    for (JsonnetSource.Variable variable : variables) {
      String value = variable.value() == null ? "" : variable.value();
      code.put(variable.name(), Boolean.TRUE.equals(variable.code()) ? value : quoted(value));
    }
    return code;
  }

  /** A text of JSON is one of Jsonnet. */
  private static String quoted(String text) {
    try {
      return Json.mapper().writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every text can be written as JSON", e);
    }
  }

  /** Never the values. */
  @Override
  public String toString() {
    return "externals " + externals.keySet() + ", arguments " + arguments.keySet();
  }
}
