package dev.plumbline.manifests.substitution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.kustomize.yaml.YamlEmitter;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.manifests.SecretValues;
import dev.plumbline.manifests.SourceObject;
import dev.plumbline.manifests.directory.ManifestText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts values in place of variables, as Flux does after a build: in each object's YAML, which is
 * then read again, so that a value may become a number, a list or several lines. An object that is
 * labelled or annotated against it stays as it is.
 */
public final class Substitution {

  private static final Pattern NAME = Pattern.compile("[_\\p{Alpha}][_\\p{Alnum}]*");
  private static final List<String> OPT_OUTS =
      List.of("plumbline.dev/substitute", "kustomize.toolkit.fluxcd.io/substitute");
  private static final String DISABLED = "disabled";

  private final Map<String, String> values;
  private final Set<String> secretNames;
  private final boolean strict;
  private final RenderLimits limits;

  private Substitution(
      Map<String, String> values, Set<String> secretNames, boolean strict, RenderLimits limits) {
    this.values = values;
    this.secretNames = secretNames;
    this.strict = strict;
    this.limits = limits;
  }

  /**
   * A substitution of these variables. Line breaks are taken out of their values, as Flux does.
   *
   * @param secretNames the variables whose values are secret
   * @param strict whether a variable without value and default is an error; else it is empty
   * @throws RenderException {@code InvalidSpec} for a name that is none
   */
  public static Substitution of(
      Map<String, String> variables, Set<String> secretNames, boolean strict, RenderLimits limits)
      throws RenderException {
    Map<String, String> values = new HashMap<>();
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      if (!NAME.matcher(variable.getKey()).matches()) {
        throw new RenderException(
            FailureReason.InvalidSpec,
            "the variable '"
                + variable.getKey()
                + "' of spec.postBuild has a name that is not allowed: expected letters, digits and"
                + " underscores, and no digit first");
      }
      values.put(variable.getKey(), variable.getValue().replace("\n", ""));
    }
    return new Substitution(values, new HashSet<>(secretNames), strict, limits);
  }

  /**
   * An object with values.
   *
   * @param secrets takes what a secret value became part of
   * @throws RenderException {@code InvalidManifest} naming variable, object and field
   */
  public SourceObject apply(SourceObject object, SecretValues secrets) throws RenderException {
    ObjectNode manifest = object.manifest();
    if (isOptedOut(manifest)) {
      return object;
    }
    StringBuilder text = new StringBuilder();
    YamlEmitter.write(Json.mapper().convertValue(manifest, Object.class), text);
    if (text.indexOf("$") < 0) {
      return object;
    }
    TemplateEvaluation evaluation =
        new TemplateEvaluation(values, secretNames, strict, limits.maxFileBytes());
    String substituted;
    try {
      substituted = evaluation.evaluate(text.toString());
    } catch (TemplateException e) {
      throw failure(object, faultyField(manifest), String.valueOf(e.getMessage()));
    }
    ObjectNode result =
        ManifestText.read(substituted, limits)
            .orElseThrow(
                () ->
                    failure(
                        object,
                        null,
                        "with the values of its variables it is no YAML any more: a value may need"
                            + " quotes around it, or ends a text too early"));
    evaluation.secrets().forEach(secrets::add);
    if (!evaluation.secrets().isEmpty()) {
      addWhereSecret(manifest, result, secrets);
    }
    return new SourceObject(result, object.place());
  }

  private static boolean isOptedOut(ObjectNode manifest) {
    for (String key : OPT_OUTS) {
      for (String field : List.of("labels", "annotations")) {
        if (manifest.path("metadata").path(field).path(key).asText("").equals(DISABLED)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The first field that has a fault by itself. */
  private String faultyField(JsonNode manifest) {
    return TextFields.in(manifest).entrySet().stream()
        .filter(field -> isFaulty(field.getValue()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }

  private boolean isFaulty(String text) {
    try {
      new TemplateEvaluation(values, secretNames, strict, limits.maxFileBytes()).evaluate(text);
      return false;
    } catch (TemplateException e) {
      return true;
    }
  }

  /**
   * Reading a text again may change what a value looks like; what is in its place is secret too.
   */
  private void addWhereSecret(JsonNode before, JsonNode after, SecretValues secrets) {
    Map<String, String> results = TextFields.in(after);
    TextFields.in(before)
        .forEach(
            (field, text) -> {
              String result = results.get(field);
              if (result != null && hasSecret(text)) {
                secrets.add(result);
              }
            });
  }

  private boolean hasSecret(String text) {
    if (!text.contains("${")) {
      return false;
    }
    TemplateEvaluation evaluation =
        new TemplateEvaluation(values, secretNames, false, limits.maxFileBytes());
    try {
      evaluation.evaluate(text);
      return !evaluation.secrets().isEmpty();
    } catch (TemplateException e) {
      return true;
    }
  }

  private static RenderException failure(
      SourceObject object, @Nullable String field, String message) {
    ObjectNode manifest = object.manifest();
    String name =
        manifest.path("kind").asText("") + " " + manifest.path("metadata").path("name").asText("");
    return new RenderException(
        RenderFailure.of(
            FailureReason.InvalidManifest,
            List.of(
                new SourceError(
                    object.place().file(),
                    object.place().line(),
                    field == null || field.isEmpty() ? null : field,
                    name.strip()
                        + (field == null || field.isEmpty() ? "" : ", " + field)
                        + ": "
                        + message))));
  }
}
