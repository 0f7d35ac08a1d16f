package dev.plumbline.cli.render;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cli.UserError;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Decryption;
import dev.plumbline.contracts.resources.HelmSource;
import dev.plumbline.contracts.resources.JsonnetSource;
import dev.plumbline.contracts.resources.PostBuild;
import dev.plumbline.contracts.resources.ResourceMeta;
import dev.plumbline.contracts.resources.SecretRef;
import dev.plumbline.helm.HelmException;
import dev.plumbline.helm.values.ValuesMerge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say how folders are rendered, as an {@code Application} would. */
final class ChangeOptions {

  private static final String DEFAULT_NAMESPACE = "default";
  private static final String DEFAULT_NAME = "release-name";

  @Option(
      names = {"-f", "--values"},
      paramLabel = "FILE",
      description = "Values for a chart; several times, each over the one before.")
  private List<Path> values = List.of();

  @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A value for a chart, as Helm.")
  private List<String> set = List.of();

  @Option(
      names = "--set-string",
      paramLabel = "NAME=VALUE",
      description = "A value for a chart that is text, whatever it looks like.")
  private List<String> setString = List.of();

  @Option(
      names = "--set-file",
      paramLabel = "NAME=FILE",
      description = "A value for a chart that is what is in a file.")
  private List<String> setFile = List.of();

  @Option(
      names = "--set-json",
      paramLabel = "NAME=JSON",
      description = "A value for a chart, in JSON.")
  private List<String> setJson = List.of();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "The destination's namespace.")
  private @Nullable String namespace;

  @Option(
      names = "--release-name",
      paramLabel = "NAME",
      description = "The release's name; 'release-name' unless given.")
  private @Nullable String releaseName;

  @Option(
      names = "--kube-version",
      paramLabel = "VERSION",
      description = "Version of Kubernetes that charts are told.")
  private @Nullable String kubeVersion;

  @Option(
      names = "--api-versions",
      paramLabel = "API",
      split = ",",
      description = "APIs that charts are told, as group/version or group/version/Kind.")
  private List<String> apiVersions = List.of();

  @Option(names = "--skip-crds", description = "Leaves out what is in a chart's crds folder.")
  private boolean skipCrds;

  @Option(names = "--skip-tests", description = "Leaves out a chart's test hooks.")
  private boolean skipTests;

  @Option(
      names = "--skip-schema-validation",
      description = "Does not check values against a chart's schema.")
  private boolean skipSchemaValidation;

  @Option(
      names = {"-V", "--ext-str"},
      paramLabel = "NAME=VALUE",
      description = "An external variable of Jsonnet that is text.")
  private Map<String, String> extStr = Map.of();

  @Option(
      names = "--ext-code",
      paramLabel = "NAME=CODE",
      description = "An external variable of Jsonnet that is code.")
  private Map<String, String> extCode = Map.of();

  @Option(
      names = {"-A", "--tla-str"},
      paramLabel = "NAME=VALUE",
      description = "A top-level argument of Jsonnet that is text.")
  private Map<String, String> tlaStr = Map.of();

  @Option(
      names = "--tla-code",
      paramLabel = "NAME=CODE",
      description = "A top-level argument of Jsonnet that is code.")
  private Map<String, String> tlaCode = Map.of();

  @Option(
      names = {"-J", "--jsonnet-lib"},
      paramLabel = "DIR",
      description = "A folder for Jsonnet's imports, from the root of the repository.")
  private List<String> libs = List.of();

  @Option(
      names = "--substitute",
      paramLabel = "NAME=VALUE",
      description = "Puts the value wherever it says ${NAME}.")
  private Map<String, String> substitute = Map.of();

  @Option(
      names = "--sops-age-key",
      paramLabel = "FILE",
      description = "Decrypts files of SOPS with the age keys in this file.")
  private @Nullable Path ageKey;

  /** The name of the Secret that the key is thought to be in. */
  static final String KEY_SECRET = "sops-age-key";

  /** Whether folders are to be rendered otherwise than as they are. */
  boolean changeAnything() {
    return ageKey != null || changeObjects();
  }

  private boolean changeObjects() {
    return !substitute.isEmpty()
        || namespace != null
        || !extStr.isEmpty()
        || !extCode.isEmpty()
        || !tlaStr.isEmpty()
        || !tlaCode.isEmpty();
  }

  /** Whether an option says what an Application has a field for. */
  boolean areOfAnApplication() {
    return areForHelm()
        || changeObjects()
        || !libs.isEmpty()
        || skipCrds
        || skipTests
        || skipSchemaValidation;
  }

  /** Whether an option is only for charts. */
  boolean areForHelm() {
    return !values.isEmpty()
        || !set.isEmpty()
        || !setString.isEmpty()
        || !setFile.isEmpty()
        || !setJson.isEmpty()
        || releaseName != null;
  }

  /** The file with age keys. */
  @Nullable Path ageKey() {
    return ageKey;
  }

  /** What charts are told of the cluster, where the application does not say. */
  String kubeVersionOrDefault() {
    return kubeVersion == null ? "v1.36.0" : kubeVersion;
  }

  List<String> apiVersions() {
    return apiVersions;
  }

  String releaseNameOrDefault() {
    return releaseName == null ? DEFAULT_NAME : releaseName;
  }

  /**
   * A source of an application with these options.
   *
   * @param chart whether it is one
   */
  Application.Source source(
      String repository,
      String path,
      @Nullable String revision,
      @Nullable String chart,
      boolean helm,
      boolean recurse) {
    return new Application.Source(
        repository,
        revision,
        path,
        helm ? null : directory(recurse),
        null,
        null,
        chart,
        helm ? helm() : null,
        null,
        null);
  }

  /** Nothing is said of the kind of a source unless an option is for that kind only. */
  private Application.@Nullable Directory directory(boolean recurse) {
    boolean jsonnet =
        !(extStr.isEmpty()
            && extCode.isEmpty()
            && tlaStr.isEmpty()
            && tlaCode.isEmpty()
            && libs.isEmpty());
    return jsonnet || recurse
        ? new Application.Directory(
            recurse,
            null,
            null,
            new JsonnetSource(variables(extStr, extCode), variables(tlaStr, tlaCode), libs))
        : null;
  }

  private static List<JsonnetSource.Variable> variables(
      Map<String, String> texts, Map<String, String> codes) {
    List<JsonnetSource.Variable> all = new ArrayList<>();
    texts.forEach((name, value) -> all.add(new JsonnetSource.Variable(name, value, false)));
    codes.forEach((name, value) -> all.add(new JsonnetSource.Variable(name, value, true)));
    return all;
  }

  private HelmSource helm() {
    return new HelmSource(
        releaseNameOrDefault(),
        namespace == null ? DEFAULT_NAMESPACE : namespace,
        List.of(),
        null,
        null,
        merged(),
        List.of(),
        List.of(),
        skipCrds,
        skipTests,
        skipSchemaValidation,
        kubeVersionOrDefault(),
        apiVersions,
        null,
        null);
  }

  private ObjectNode merged() {
    try {
      ValuesMerge merge = new ValuesMerge();
      for (Path file : values) {
        merge.file(file.toString(), text(file));
      }
      set.forEach(merge::set);
      setString.forEach(merge::setString);
      setJson.forEach(merge::setJson);
      setFile.forEach(merge::setFile);
      return merge.result(path -> text(Path.of(path)));
    } catch (HelmException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UserError(file + ": it cannot be read as text", e);
    }
  }

  /** An application with nothing but this source and these options. */
  Application application(Application.Source source) {
    return new Application(
        new ResourceMeta(
            namespace == null ? DEFAULT_NAMESPACE : namespace,
            releaseNameOrDefault(),
            "local",
            1,
            Map.of(),
            Map.of(),
            List.of(),
            null,
            null),
        spec(source));
  }

  private Application.Spec spec(Application.Source source) {
    return new Application.Spec(
        null,
        source,
        new Application.Destination(null, null, namespace == null ? DEFAULT_NAMESPACE : namespace),
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        null,
        List.of(),
        substitute.isEmpty()
            ? null
            : new PostBuild(new LinkedHashMap<>(substitute), List.of(), true),
        ageKey == null ? null : new Decryption("sops", new SecretRef(KEY_SECRET)),
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        null,
        null);
  }
}
