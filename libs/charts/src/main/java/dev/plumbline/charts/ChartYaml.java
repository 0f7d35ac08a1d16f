package dev.plumbline.charts;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * What a chart says of itself, as far as its dependencies go. Every value is a text, as Helm's
 * fields are.
 *
 * @param oldForm whether dependencies are in files of their own, {@code requirements.yaml} and
 *     {@code requirements.lock}
 * @param digest what the lock file was made from; null without a lock file
 * @param locked the lock file's dependencies
 */
record ChartYaml(
    String name,
    String version,
    boolean oldForm,
    List<Dependency> dependencies,
    @Nullable String digest,
    List<Dependency> locked) {

  private static final int MAX_BYTES = 1024 * 1024;
  private static final int MOST = 200;

  /** Reads {@code Chart.yaml} and, where there are any, the files beside it. */
  static ChartYaml of(Map<String, byte[]> files) {
    Map<?, ?> chart = mapping(files, "Chart.yaml");
    if (chart == null) {
      throw new IllegalArgumentException("it has no Chart.yaml");
    }
    boolean oldForm = Dependency.text(chart, "apiVersion").equals("v1");
    Map<?, ?> dependencies = oldForm ? mapping(files, "requirements.yaml") : chart;
    Map<?, ?> lock = mapping(files, oldForm ? "requirements.lock" : "Chart.lock");
    return new ChartYaml(
        Dependency.text(chart, "name"),
        Dependency.text(chart, "version"),
        oldForm,
        list(dependencies, oldForm ? "requirements.yaml" : "Chart.yaml"),
        lock == null ? null : Dependency.text(lock, "digest"),
        list(lock, oldForm ? "requirements.lock" : "Chart.lock"));
  }

  private static List<Dependency> list(@Nullable Map<?, ?> in, String file) {
    Object found = in == null ? null : in.get("dependencies");
    if (!(found instanceof List<?> list)) {
      return List.of();
    }
    if (list.size() > MOST) {
      throw new IllegalArgumentException(file + " has more than " + MOST + " dependencies");
    }
    return list.stream()
        .map(
            each -> {
              if (each instanceof Map<?, ?> fields) {
                return Dependency.of(fields, file);
              }
              throw new IllegalArgumentException(
                  file + ": dependencies: expected name, version and repository of each");
            })
        .toList();
  }

  private static @Nullable Map<?, ?> mapping(Map<String, byte[]> files, String file) {
    byte[] bytes = files.get(file);
    if (bytes == null) {
      return null;
    }
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(file + " has more than " + MAX_BYTES + " bytes");
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setSchema(new FailsafeSchema())
            .setAllowDuplicateKeys(true)
            .setMaxAliasesForCollections(20)
            .build();
    Object read;
    try {
      read = new Load(settings).loadFromString(text(bytes));
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(file + " is not YAML: " + e.getMessage(), e);
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException(file + " is nested too deeply", e);
    }
    if (read instanceof Map<?, ?> mapping) {
      return mapping;
    }
    if (read == null || read.equals("")) {
      return Map.of();
    }
    throw new IllegalArgumentException(file + ": expected a mapping");
  }

  private static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** The file that people write dependencies into. */
  String dependenciesFile() {
    return oldForm ? "requirements.yaml" : "Chart.yaml";
  }

  /** The file that says which versions were taken. */
  String lockFile() {
    return oldForm ? "requirements.lock" : "Chart.lock";
  }
}
