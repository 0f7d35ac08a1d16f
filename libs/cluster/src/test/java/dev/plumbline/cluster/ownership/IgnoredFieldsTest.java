package dev.plumbline.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.TestCluster;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.Ignore;
import dev.plumbline.contracts.resources.IgnoreDifferences;
import dev.plumbline.contracts.resources.IgnoreRules;
import dev.plumbline.contracts.resources.KustomizeSource.Target;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IgnoredFieldsTest {

  private static final ObjectRef WEB = ObjectRef.of("apps/v1", "Deployment", "shop", "web");

  private static final ObjectNode MANIFEST =
      TestCluster.yaml(
          """
          apiVersion: apps/v1
          kind: Deployment
          metadata:
            name: web
            namespace: shop
            labels: {app: web, tier: front}
            annotations: {plumbline.dev/tracking-id: mark, note: ours}
          spec:
            replicas: 3
            template:
              spec:
                containers:
                - {name: web, image: "nginx:1", env: [{name: A, value: "1"}]}
                - {name: log, image: "log:1"}
          """);

  /** Another order, one container more, fields that an autoscaler and a person own. */
  private static final ObjectNode LIVE =
      TestCluster.yaml(
          """
          apiVersion: apps/v1
          kind: Deployment
          metadata:
            name: web
            namespace: shop
            labels: {app: web, tier: back, added: x}
            annotations: {plumbline.dev/tracking-id: mark, note: theirs, seen: y}
            managedFields:
            - manager: plumbline
              operation: Apply
              fieldsV1:
                f:metadata:
                  f:labels: {"f:app": {}, "f:dropped": {}}
                  f:annotations: {"f:plumbline.dev/tracking-id": {}}
                f:spec:
                  f:template: {f:spec: {f:containers: {
                    'k:{"name":"web"}': {.: {}, f:name: {}, f:image: {}},
                    'k:{"name":"log"}': {.: {}, f:name: {}}}}}
            - manager: autoscaler
              operation: Update
              subresource: scale
              fieldsV1: {f:spec: {f:replicas: {}}}
            - manager: person
              operation: Update
              fieldsV1:
                f:metadata: {f:labels: {f:tier: {}, f:added: {}}, f:annotations: {f:note: {}, f:seen: {}}}
                f:spec: {f:template: {f:spec: {f:containers: {
                  'k:{"name":"log"}': {f:image: {}},
                  'k:{"name":"mesh"}': {.: {}, f:name: {}, f:image: {}}}}}}
          spec:
            replicas: 7
            template:
              spec:
                containers:
                - {name: mesh, image: "envoy:1"}
                - {name: log, image: "log:2"}
                - {name: web, image: "nginx:1", env: [{name: A, value: "1"}]}
          """);

  private static IgnoredFields pointers(String... pointers) {
    return of(differences("apps", "Deployment", null, null, List.of(pointers), List.of()));
  }

  private static IgnoredFields jq(String... expressions) {
    return of(differences("apps", "Deployment", null, null, List.of(), List.of(expressions)));
  }

  private static IgnoredFields managers(String... managers) {
    return of(
        new IgnoreDifferences(
            "apps", "Deployment", null, null, List.of(), List.of(), List.of(managers)));
  }

  private static IgnoreDifferences differences(
      String group,
      String kind,
      String name,
      String namespace,
      List<String> pointers,
      List<String> jq) {
    return new IgnoreDifferences(group, kind, name, namespace, pointers, jq, List.of());
  }

  private static IgnoredFields of(IgnoreDifferences rule) {
    return IgnoredFields.of(new IgnoreRules(List.of(rule), List.of()), WEB, MANIFEST);
  }

  private static IgnoredFields flux(Target target, String... paths) {
    return IgnoredFields.of(
        new IgnoreRules(List.of(), List.of(new Ignore(List.of(paths), target))), WEB, MANIFEST);
  }

  @ParameterizedTest
  @CsvSource({
    "apps, Deployment, , , true",
    "apps, '*', , , true",
    "'*', '*', , , true",
    "ap*, Dep?oyment, , , true",
    "'{apps,batch}', '[CD]eployment', , , true",
    "apps, '[!D]eployment', , , false",
    ", Deployment, , , false",
    "apps, StatefulSet, , , false",
    "apps, Deployment, web, , true",
    "apps, Deployment, w*, sh*p, true",
    "apps, Deployment, other, , false",
    "apps, Deployment, web, other, false",
    "apps, Deploy, , , false",
    "ap.s, Deployment, , , false"
  })
  void rulesAsArgoCdsSelectByWildcards(
      String group, String kind, String name, String namespace, boolean selected) {
    IgnoredFields ignored =
        of(differences(group, kind, name, namespace, List.of("/spec/replicas"), List.of()));

    assertThat(ignored.isEmpty()).isEqualTo(!selected);
  }

  @ParameterizedTest
  @CsvSource({
    "apps, v1, Deployment, w.b, shop, , , true",
    ", , , , , , , true",
    "app, , , , , , , false",
    ", , 'Deploy|Deployment', , , , , true",
    ", , , we, , , , false",
    ", , , , 'sh.*', 'app=web,tier in (front, back),!x', , true",
    ", , , , , 'tier notin (front)', , false",
    ", , , , , 'tier!=front', , false",
    ", , , , , , 'note=ours', true",
    ", , , , , , '!note', false",
    ", v2, , , , , , false"
  })
  void rulesAsFluxsSelectByRegularExpressionsAndSelectors(
      String group,
      String version,
      String kind,
      String name,
      String namespace,
      String labels,
      String annotations,
      boolean selected) {
    Target target = new Target(group, version, kind, name, namespace, labels, annotations);

    assertThat(flux(target, "/spec/replicas").isEmpty()).isEqualTo(!selected);
  }

  @Test
  void aPointerTakesItsFieldOutOfBothTrees() {
    IgnoredFields ignored = pointers("/spec/replicas", "/metadata/labels/tier");

    assertThat(ignored.without(MANIFEST, LIVE).at("/spec").has("replicas")).isFalse();
    assertThat(ignored.without(LIVE, LIVE).at("/spec").has("replicas")).isFalse();
    assertThat(ignored.without(LIVE, LIVE).at("/metadata/labels/added").asText()).isEqualTo("x");
    assertThat(MANIFEST.at("/spec/replicas").asInt()).isEqualTo(3);
  }

  @Test
  void whatAPointerLeavesEmptyGoesToo() {
    assertThat(
            pointers("/metadata/labels/app", "/metadata/labels/tier")
                .without(MANIFEST, LIVE)
                .path("metadata")
                .has("labels"))
        .isFalse();
  }

  @Test
  void anIndexIsThatOfEachTreeAndAnExpressionIsEvaluatedOnEach() {
    IgnoredFields index = pointers("/spec/template/spec/containers/0");
    IgnoredFields named = jq(".spec.template.spec.containers[] | select(.name == \"log\").image");

    assertThat(names(index.without(MANIFEST, LIVE))).isEqualTo("log");
    assertThat(names(index.without(LIVE, LIVE))).isEqualTo("log web");
    assertThat(named.without(MANIFEST, LIVE).at("/spec/template/spec/containers/1").toString())
        .isEqualTo("{\"name\":\"log\"}");
    assertThat(named.without(LIVE, LIVE).at("/spec/template/spec/containers/1").toString())
        .isEqualTo("{\"name\":\"log\"}");
  }

  @Test
  void severalItemsOfOneListGoTogether() {
    IgnoredFields ignored = jq(".spec.template.spec.containers[] | select(.name != \"web\")");

    assertThat(names(ignored.without(LIVE, LIVE))).isEqualTo("web");
  }

  @Test
  void whatNamedManagersOwnIsTakenOutOfBothTrees() {
    IgnoredFields ignored = managers("autoscaler", "person");

    ObjectNode manifest = ignored.without(MANIFEST, LIVE);
    ObjectNode live = ignored.without(LIVE, LIVE);

    assertThat(manifest.at("/spec").has("replicas")).isFalse();
    assertThat(manifest.at("/metadata/labels").toString()).isEqualTo("{\"app\":\"web\"}");
    assertThat(live.at("/metadata/labels").toString()).isEqualTo("{\"app\":\"web\"}");
    assertThat(names(live)).isEqualTo("log web");
    assertThat(live.at("/spec/template/spec/containers/0").has("image")).isFalse();
    assertThat(managers("nobody").without(MANIFEST, LIVE)).isEqualTo(MANIFEST);
  }

  @Test
  void ourMarkAndWhatIdentifiesAnObjectCannotBeIgnored() {
    for (IgnoredFields ignored :
        List.of(
            pointers("/metadata", "/kind", "/apiVersion"),
            pointers("/metadata/annotations/plumbline.dev~1tracking-id"),
            jq("."),
            jq(".."),
            flux(null, ""))) {
      ObjectNode left = ignored.without(MANIFEST, LIVE);

      assertThat(left.at("/metadata/name").asText()).isEqualTo("web");
      assertThat(left.path("kind").asText()).isEqualTo("Deployment");
      assertThat(left.at("/metadata/annotations/plumbline.dev~1tracking-id").asText())
          .isEqualTo("mark");
    }
    assertThat(flux(null, "").without(MANIFEST, LIVE).has("spec")).isFalse();
  }

  @Test
  void liveValuesAreKeptWhereTheManifestHasOthers() {
    ObjectNode kept =
        pointers("/spec/replicas", "/metadata/labels/tier", "/metadata/annotations")
            .keepingLive(MANIFEST, LIVE, "plumbline");

    assertThat(kept.at("/spec/replicas").asInt()).isEqualTo(7);
    assertThat(kept.at("/metadata/labels/tier").asText()).isEqualTo("back");
    assertThat(kept.at("/metadata/annotations/note").asText()).isEqualTo("theirs");
    assertThat(kept.at("/metadata/annotations").has("seen")).as("it is others'").isFalse();
    assertThat(kept.at("/metadata/annotations/plumbline.dev~1tracking-id").asText())
        .isEqualTo("mark");
    assertThat(kept.at("/spec/template")).isEqualTo(MANIFEST.at("/spec/template"));
  }

  @Test
  void itemsAreFoundAgainByTheirKeysWhateverTheOrder() {
    ObjectNode kept =
        jq(".spec.template.spec.containers[] | select(.name == \"log\").image")
            .keepingLive(MANIFEST, LIVE, "plumbline");

    assertThat(kept.at("/spec/template/spec/containers/1/image").asText()).isEqualTo("log:2");
    assertThat(kept.at("/spec/template/spec/containers/0/image").asText()).isEqualTo("nginx:1");
    assertThat(names(kept)).isEqualTo("web log");
  }

  @Test
  void whatIsNotThereIsLeftOutAndWhatGitDroppedButWeOwnStays() {
    ObjectNode live = LIVE.deepCopy();
    live.withObject("/spec").remove("replicas");
    live.withObject("/metadata/labels").put("dropped", "ours");
    IgnoredFields ignored =
        pointers("/spec/replicas", "/metadata/labels/dropped", "/metadata/labels/added");

    ObjectNode kept = ignored.keepingLive(MANIFEST, live, "plumbline");

    assertThat(kept.path("spec").has("replicas")).isFalse();
    assertThat(kept.at("/metadata/labels/dropped").asText()).isEqualTo("ours");
    assertThat(kept.at("/metadata/labels").has("added")).isFalse();
  }

  @Test
  void aWholeObjectIsKeptAsItIs() {
    ObjectNode kept = flux(null, "").keepingLive(MANIFEST, LIVE, "plumbline");

    assertThat(kept.at("/spec/replicas").asInt()).isEqualTo(7);
    assertThat(kept.at("/metadata/labels/tier").asText()).isEqualTo("back");
    assertThat(names(kept)).isEqualTo("web log");
    assertThat(kept.at("/spec/template/spec/containers/1/image").asText()).isEqualTo("log:2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spec/replicas", "", "/a~2b", "~"})
  void aBadPointerIsNamed(String pointer) {
    assertThatThrownBy(() -> pointers(pointer))
        .isInstanceOf(IgnoreException.class)
        .hasMessageContaining("'" + pointer + "' is no JSON pointer");
  }

  @Test
  void aBadRuleIsToldThoughItIsForAnotherObject() {
    assertThatThrownBy(
            () -> of(differences("", "Service", "x", null, List.of("replicas"), List.of())))
        .isInstanceOf(IgnoreException.class);
    assertThatThrownBy(() -> flux(new Target(null, null, "(", null, null, null, null), "/spec"))
        .isInstanceOf(IgnoreException.class)
        .hasMessageContaining("target.kind '('");
    assertThatThrownBy(() -> flux(new Target(null, null, null, null, null, "a b", null), "/spec"))
        .isInstanceOf(IgnoreException.class)
        .hasMessageContaining("target.labelSelector 'a b'");
  }

  private static String names(ObjectNode object) {
    return String.join(
        " ",
        object.at("/spec/template/spec/containers").findValuesAsText("name").stream()
            .filter(name -> !name.equals("A"))
            .toList());
  }
}
