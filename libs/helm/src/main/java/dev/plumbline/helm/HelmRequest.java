package dev.plumbline.helm;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * A chart to render.
 *
 * @param owner whose work it is: one owner has one render at a time
 * @param chart the files by their path below the chart's root; subcharts in {@code charts/}, as
 *     folders or archives
 * @param values all that is laid over the chart's own values
 * @param kubeVersion of the cluster, such as {@code 1.33.0}
 * @param apiVersions what the cluster serves beside what Helm takes for granted, as {@code
 *     group/version} and {@code group/version/Kind}
 * @param includeCrds whether what is in {@code crds/} is part of the result
 * @param skipTests whether test hooks are left out
 * @param skipHooks whether all hooks are left out
 * @param skipSchemaValidation whether values are not checked by {@code values.schema.json}
 */
public record HelmRequest(
    String owner,
    Map<String, byte[]> chart,
    ObjectNode values,
    String releaseName,
    String namespace,
    String kubeVersion,
    List<String> apiVersions,
    boolean includeCrds,
    boolean skipTests,
    boolean skipHooks,
    boolean skipSchemaValidation) {

  public HelmRequest {
    chart = Map.copyOf(chart);
    apiVersions = List.copyOf(apiVersions);
  }

  /** A render with everything in it and the chart's own values. */
  public static HelmRequest of(
      Map<String, byte[]> chart, String releaseName, String namespace, String kubeVersion) {
    return new HelmRequest(
        namespace + "/" + releaseName,
        chart,
        JsonNodeFactory.instance.objectNode(),
        releaseName,
        namespace,
        kubeVersion,
        List.of(),
        true,
        false,
        false,
        false);
  }

  public HelmRequest ownedBy(String other) {
    return new HelmRequest(
        other,
        chart,
        values,
        releaseName,
        namespace,
        kubeVersion,
        apiVersions,
        includeCrds,
        skipTests,
        skipHooks,
        skipSchemaValidation);
  }

  public HelmRequest withValues(ObjectNode other) {
    return new HelmRequest(
        owner,
        chart,
        other,
        releaseName,
        namespace,
        kubeVersion,
        apiVersions,
        includeCrds,
        skipTests,
        skipHooks,
        skipSchemaValidation);
  }

  public HelmRequest withApiVersions(List<String> other) {
    return new HelmRequest(
        owner,
        chart,
        values,
        releaseName,
        namespace,
        kubeVersion,
        other,
        includeCrds,
        skipTests,
        skipHooks,
        skipSchemaValidation);
  }

  /** The same with other switches. */
  public HelmRequest with(boolean crds, boolean noTests, boolean noHooks, boolean noSchema) {
    return new HelmRequest(
        owner,
        chart,
        values,
        releaseName,
        namespace,
        kubeVersion,
        apiVersions,
        crds,
        noTests,
        noHooks,
        noSchema);
  }
}
