package dev.plumbline.rendering.helm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.contracts.resources.HelmSource;
import dev.plumbline.helm.HelmException;
import dev.plumbline.helm.values.ValuesMerge;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.rendering.RenderEnded;
import dev.plumbline.rendering.RenderInput;
import dev.plumbline.sops.Sops;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** All that a source lays over its chart's values, in Argo CD's order. */
final class HelmValues {

  private static final String VALUE_FILES = "spec.source.helm.valueFiles";
  private static final String VALUES = "spec.source.helm.values";
  private static final String FILE_PARAMETERS = "spec.source.helm.fileParameters";
  private static final String PARAMETERS = "spec.source.helm.parameters";

  private HelmValues() {}

  /** The values. */
  static ObjectNode of(RenderInput input, HelmSource helm) throws RenderException {
    ValueFiles files = new ValueFiles(input);
    ValuesMerge merge = new ValuesMerge();
    for (String entry : helm.valueFiles()) {
      for (ValueFiles.ValueFile file :
          files.read(entry, VALUE_FILES, Boolean.TRUE.equals(helm.ignoreMissingValueFiles()))) {
        checkInClear(file);
        add(merge, file.name(), file.text());
      }
    }
    if (helm.values() != null && !helm.values().isBlank()) {
      add(merge, VALUES, helm.values());
    }
    if (helm.valuesObject() != null) {
      merge.over(helm.valuesObject());
    }
    for (HelmSource.Parameter parameter : helm.parameters()) {
      merge.parameter(
          parameter.name(),
          parameter.value() == null ? "" : parameter.value(),
          Boolean.TRUE.equals(parameter.forceString()));
    }
    for (HelmSource.FileParameter parameter : helm.fileParameters()) {
      merge.fileParameter(parameter.name(), parameter.path());
    }
    try {
      return merge.result(path -> content(files, path));
    } catch (RenderEnded e) {
      throw e.failure();
    } catch (HelmException e) {
      throw new RenderException(FailureReason.InvalidSpec, PARAMETERS + ": " + e.getMessage());
    }
  }

  /** Nobody wants what is encrypted in a template. */
  private static void checkInClear(ValueFiles.ValueFile file) throws RenderException {
    if (Sops.isEncrypted(file.text().getBytes(StandardCharsets.UTF_8), file.name())) {
      throw new RenderException(
          RenderFailure.of(
              FailureReason.DecryptionFailed,
              List.of(
                  new SourceError(
                      file.name(),
                      null,
                      null,
                      "this is encrypted with SOPS: name the Secret with its key in"
                          + " spec.decryption.secretRef"))));
    }
  }

  private static void add(ValuesMerge merge, String name, String text) throws RenderException {
    try {
      merge.file(name, text);
    } catch (HelmException e) {
      throw new RenderException(
          RenderFailure.of(
              e.reason() == HelmException.Reason.TOO_LARGE
                  ? FailureReason.TooLarge
                  : FailureReason.InvalidManifest,
              List.of(new SourceError(name, e.line() > 0 ? e.line() : null, null, e.problem()))));
    }
  }

  private static String content(ValueFiles files, String path) {
    try {
      return files.read(path, FILE_PARAMETERS, false).get(0).text();
    } catch (RenderException e) {
      throw new RenderEnded(e);
    }
  }
}
