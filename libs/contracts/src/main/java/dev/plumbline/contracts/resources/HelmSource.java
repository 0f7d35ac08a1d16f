package dev.plumbline.contracts.resources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a chart is rendered; names and meaning are Argo CD's. Values are merged in this order, each
 * over those before: the chart's own, {@code valueFiles}, {@code values} or {@code valuesObject},
 * {@code parameters}, {@code fileParameters}.
 *
 * @param releaseName the application's name unless given
 * @param namespace the destination's namespace unless given
 * @param valueFiles paths relative to the chart, from the root of its repository when they begin
 *     with {@code /}, or {@code $ref/path} in another source; globs are expanded in order of names
 * @param ignoreMissingValueFiles leave out those that are not there
 * @param values YAML
 * @param valuesObject over {@code values}
 * @param skipCrds leave out what is in {@code crds/}
 * @param skipTests leave out hooks that are tests
 * @param skipSchemaValidation do not check values against {@code values.schema.json}
 * @param kubeVersion version of Kubernetes to render for; the destination's unless given
 * @param apiVersions API versions to render for; the destination's unless given
 * @param passCredentials send credentials also where the repository's charts are on another host
 * @param verify given, a chart of a repository must be signed
 */
public record HelmSource(
    @Nullable String releaseName,
    @Nullable String namespace,
    List<String> valueFiles,
    @Nullable Boolean ignoreMissingValueFiles,
    @Nullable String values,
    @Nullable ObjectNode valuesObject,
    List<Parameter> parameters,
    List<FileParameter> fileParameters,
    @Nullable Boolean skipCrds,
    @Nullable Boolean skipTests,
    @Nullable Boolean skipSchemaValidation,
    @Nullable String kubeVersion,
    List<String> apiVersions,
    @Nullable Boolean passCredentials,
    @Nullable Verify verify) {

  /** Nothing but the chart's own values. */
  public static final HelmSource PLAIN =
      new HelmSource(
          null, null, List.of(), null, null, null, List.of(), List.of(), null, null, null, null,
          List.of(), null, null);

  public HelmSource {
    valueFiles = KustomizeSource.copy(valueFiles);
    parameters = KustomizeSource.copy(parameters);
    fileParameters = KustomizeSource.copy(fileParameters);
    apiVersions = KustomizeSource.copy(apiVersions);
  }

  /**
   * Who must have signed a chart.
   *
   * @param secretRef the Secret with the public keys of OpenPGP, each armored, in the application's
   *     namespace
   */
  public record Verify(SecretRef secretRef) {}

  /**
   * One value, as {@code --set} takes it.
   *
   * @param name path of the value, as {@code image.tag}
   * @param forceString whether it is text whatever it looks like, as {@code --set-string} has it
   */
  public record Parameter(String name, @Nullable String value, @Nullable Boolean forceString) {}

  /**
   * One value from a file, as {@code --set-file} takes it.
   *
   * @param path as of a values file
   */
  public record FileParameter(String name, String path) {}
}
