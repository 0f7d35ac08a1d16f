package dev.plumbline.rendering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.helm.HelmEngine;
import dev.plumbline.helm.HelmObject;
import dev.plumbline.helm.HelmRequest;
import dev.plumbline.helm.HelmResult;
import dev.plumbline.rendering.directory.DirectoryRenderer;
import dev.plumbline.rendering.helm.HelmRenderer;
import dev.plumbline.rendering.kustomize.KustomizeRenderer;
import dev.plumbline.testkit.Fixtures;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No input that is another ever serves what was rendered before it, and what is no input changes
 * nothing. Caches that forget an input have served foreign manifests under the right revision
 * elsewhere (argo-cd 29716, 29766).
 */
class ExactnessTest extends FilesToEvaluate {

  private final ObjectNode spec = spec();
  private String helmVersion = "helm/1";

  /** A change of one input. */
  record Change(String name, Consumer<ExactnessTest> make) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeEach
  void givenAChartWithAllKindsOfInputs() {
    files.remove("app/a.yaml");
    files.put(
        "app/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\nkubeVersion: '>=1.20'\n");
    files.put("app/templates/cm.yaml", "one");
    files.put("app/charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 1.0.0\n");
    files.put("shared/values.yaml", "a: 1\n");
    files.put("unread/values.yaml", "a: 1\n");
    ObjectNode helm = spec.withObject("/source/helm");
    helm.withArray("valueFiles").add("/shared/*.yaml");
    helm.withArray("parameters").addObject().put("name", "b").put("value", "1");
    ObjectNode postBuild = spec.withObject("/postBuild");
    postBuild.withObject("/substitute").put("plain", "1");
    postBuild.withArray("substituteFrom").addObject().put("kind", "Secret").put("name", "vars");
    postBuild.withArray("substituteFrom").addObject().put("kind", "ConfigMap").put("name", "vars");
    known.put(
        RemoteName.cluster("in-cluster"),
        found("v1.33.0", Map.of("version", "v1.33.0", "apis", "v1")));
    known.put(RemoteName.secret("vars"), found("s1", Map.of("hidden", "one-secret")));
    known.put(RemoteName.configMap("vars"), found("c1", Map.of("open", "one")));
  }

  private static RemoteAnswer found(String revision, Map<String, String> texts) {
    Map<String, byte[]> files = new HashMap<>();
    texts.forEach((path, text) -> files.put(path, text.getBytes(UTF_8)));
    return new RemoteAnswer.Found(new MemoryTree(files), revision);
  }

  static Stream<Change> changes() {
    return Stream.of(
        new Change("a template", t -> t.files.put("app/templates/cm.yaml", "two")),
        new Change("a template that appears", t -> t.files.put("app/templates/b.yaml", "b")),
        new Change("a template that goes", t -> t.files.remove("app/templates/cm.yaml")),
        new Change("a subchart", t -> t.files.put("app/charts/sub/values.yaml", "x: 1")),
        new Change("a values file", t -> t.files.put("shared/values.yaml", "a: 2\n")),
        new Change("a values file that the glob finds", t -> t.files.put("shared/w.yaml", "a: 3")),
        new Change("ignored files", t -> t.files.put(".sourceignore", "shared/\n")),
        new Change(
            "a parameter",
            t -> ((ObjectNode) t.spec.at("/source/helm/parameters/0")).put("value", "2")),
        new Change("the namespace", t -> t.spec.withObject("/destination").put("namespace", "b")),
        new Change("a variable", t -> t.spec.withObject("/postBuild/substitute").put("plain", "2")),
        new Change(
            "a common label", t -> t.spec.withObject("/commonMetadata/labels").put("a", "b")),
        new Change(
            "a Secret",
            t ->
                t.known.put(
                    RemoteName.secret("vars"), found("s2", Map.of("hidden", "two-secret")))),
        new Change(
            "a ConfigMap",
            t -> t.known.put(RemoteName.configMap("vars"), found("c2", Map.of("open", "two")))),
        new Change(
            "the cluster's version",
            t ->
                t.known.put(
                    RemoteName.cluster("in-cluster"),
                    found("v1.34.0", Map.of("version", "v1.34.0", "apis", "v1")))),
        new Change("the version of Helm", t -> t.helmVersion = "helm/2"),
        new Change(
            "the key that Secrets are sealed with",
            t -> t.cipher = new SecretCipher(KeyRing.of("k2", key()))));
  }

  private static byte[] key() {
    byte[] key = new byte[32];
    key[0] = 1;
    return key;
  }

  @Override
  Evaluation evaluation() {
    KustomizeRenderer kustomize = new KustomizeRenderer();
    return new Evaluation(
        new Renderers(
            List.of(new HelmRenderer(new Echo(), kustomize), new DirectoryRenderer(), kustomize)),
        cipher,
        limits);
  }

  private Application given() {
    return Fixtures.application("ns", "web", spec);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void anInputThatIsAnotherIsRenderedAnewUnderAnotherKey(Change change) {
    // given
    Outcome.Changed before = changed(given());
    LastGood good = good(before, 1);
    assertThat(evaluate(given(), good)).isEqualTo(new Outcome.Unchanged());

    // when
    change.make().accept(this);

    // then
    Outcome outcome = evaluate(given(), good);
    if (change.name().equals("ignored files")) {
      assertThat(outcome).isInstanceOf(Outcome.Failed.class);
      return;
    }
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Changed.class,
            after -> assertThat(after.renderKey()).isNotEqualTo(before.renderKey()));
  }

  @Test
  void whatIsNoInputChangesNothing() {
    // given
    LastGood good = good(changed(given()), 1);

    // when
    files.put("unread/values.yaml", "a: 2\n");
    spec.withObject("/syncPolicy/automated").put("prune", true);
    known.put(RemoteName.secret("other"), found("o", Map.of()));

    // then
    assertThat(evaluate(given(), good)).isEqualTo(new Outcome.Unchanged());
  }

  @Test
  void theSameInputsGiveTheSameBytesWhateverTheMachineIsSetTo() {
    // given
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    Outcome.Changed here = changed(given());

    // when
    Outcome.Changed there;
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      there = changed(given());
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }

    // then
    assertThat(there).isEqualTo(here);
  }

  /** Renders everything that it is given into one object, so that whatever is lost shows. */
  private final class Echo implements HelmEngine {

    @Override
    public HelmResult template(HelmRequest request, Runnable checkpoint) {
      ObjectNode object = Json.mapper().createObjectNode();
      object.put("apiVersion", "v1").put("kind", "ConfigMap");
      object.withObject("/metadata").put("name", request.releaseName());
      ObjectNode data = object.withObject("/data");
      new TreeMap<>(request.chart())
          .forEach((path, bytes) -> data.put(path, new String(bytes, UTF_8)));
      data.put("values", request.values().toString());
      data.put("cluster", request.kubeVersion() + request.apiVersions());
      data.put("variables", "${plain} ${hidden} ${open}");
      return new HelmResult(List.of(new HelmObject(object, "web/all.yaml", "")), List.of(), true);
    }

    @Override
    public Optional<String> unavailable() {
      return Optional.empty();
    }

    @Override
    public String version() {
      return helmVersion;
    }

    @Override
    public void close() {}
  }
}
