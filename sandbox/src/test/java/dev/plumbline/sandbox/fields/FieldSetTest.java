package dev.plumbline.sandbox.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Type;
import dev.plumbline.sandbox.schema.TypeTable;
import org.junit.jupiter.api.Test;

class FieldSetTest {

  private static final Type POD = TypeTable.BUILT_IN.get("core.v1.PodSpec");
  private static final Type DEPLOYMENT = TypeTable.BUILT_IN.get("apps.v1.Deployment");

  private static FieldSet set(String fieldsV1) {
    return FieldSet.fromJson(json(fieldsV1));
  }

  private static JsonNode json(String text) {
    return Json.trusted(text.replace('\'', '"'));
  }

  @Test
  void readsAndWritesTheFormOfManagedFields() {
    // given
    String text =
        """
        {"f:spec":{"f:containers":{"k:{\\"name\\":\\"app\\"}":{".":{},"f:image":{}}},"f:x":{}}}""";

    // when
    FieldSet set = FieldSet.fromJson(Json.trusted(text));

    // then
    assertThat(Json.text(set.toJson())).isEqualTo(text);
    assertThat(set.paths().stream().map(FieldSet::display))
        .containsExactly(
            ".spec.containers[name=\"app\"]", ".spec.containers[name=\"app\"].image", ".spec.x");
  }

  @Test
  void refusesWhatIsNoPathElement() {
    assertThatThrownBy(() -> set("{'x:y':{}}")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> set("{'k:[]':{}}")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void combinesSets() {
    FieldSet a = set("{'f:a':{'f:x':{}},'f:b':{}}");
    FieldSet b = set("{'f:a':{'f:x':{},'f:y':{}}}");
    assertThat(a.union(b)).isEqualTo(set("{'f:a':{'f:x':{},'f:y':{}},'f:b':{}}"));
    assertThat(a.intersection(b)).isEqualTo(set("{'f:a':{'f:x':{}}}"));
    assertThat(a.difference(b)).isEqualTo(set("{'f:b':{}}"));
    assertThat(a.recursiveDifference(set("{'f:a':{}}"))).isEqualTo(set("{'f:b':{}}"));
  }

  @Test
  void appliedConfigurationOwnsItsLeavesAndItsListItems() {
    // given
    JsonNode config =
        json(
            """
            {'containers':[{'name':'a','args':['x'],'ports':[{'containerPort':53}],'resources':{}}],
             'tolerations':[{'key':'t'}],'nodeSelector':{'a':'b'}}""");

    // when
    FieldSet owned = FieldSets.of(POD, config);

    // then
    assertThat(owned)
        .isEqualTo(
            FieldSet.fromJson(
                Json.trusted(
                    """
                    {"f:containers":{"k:{\\"name\\":\\"a\\"}":{".":{},"f:name":{},"f:args":{},"f:resources":{},
                      "f:ports":{"k:{\\"containerPort\\":53,\\"protocol\\":\\"TCP\\"}":{".":{},"f:containerPort":{}}}}},
                     "f:tolerations":{},"f:nodeSelector":{}}""")));
  }

  @Test
  void aNewMapCountsAsAddedItselfAndAChangedAtomicListAsModifiedWhole() {
    // given
    JsonNode before = json("{'spec':{'template':{'spec':{'tolerations':[{'key':'a'}]}}}}");
    JsonNode after =
        json(
            "{'metadata':{'labels':{'a':'b'}},"
                + "'spec':{'template':{'spec':{'tolerations':[{'key':'a'},{'key':'b'}]}}}}");

    // when
    Comparison comparison = Comparison.of(DEPLOYMENT, before, after);

    // then
    assertThat(comparison.added())
        .isEqualTo(set("{'f:metadata':{'.':{},'f:labels':{'.':{},'f:a':{}}}}"));
    assertThat(comparison.modified())
        .isEqualTo(set("{'f:spec':{'f:template':{'f:spec':{'f:tolerations':{}}}}}"));
    assertThat(comparison.removed().isEmpty()).isTrue();
  }

  @Test
  void orderOfKeyedItemsAndSpellingOfNumbersAreNoDifference() {
    JsonNode before = json("{'containers':[{'name':'a'},{'name':'b'}],'priority':1}");
    JsonNode after = json("{'containers':[{'name':'b'},{'name':'a'}],'priority':1.0}");
    assertThat(Comparison.of(POD, before, after).isSame()).isTrue();
  }

  @Test
  void aDuplicatedItemIsOneChange() {
    JsonNode before = json("{'containers':[{'name':'a'}]}");
    JsonNode after = json("{'containers':[{'name':'a'},{'name':'a','image':'x'}]}");
    assertThat(Comparison.of(POD, before, after).modified().paths()).hasSize(1);
  }

  @Test
  void mergingKeepsForeignItemsInTheirPlaceAndFollowsTheAppliedOrder() {
    // given
    JsonNode live = json("{'containers':[{'name':'a'},{'name':'x'},{'name':'b'}]}");
    JsonNode applied = json("{'containers':[{'name':'b'},{'name':'a','image':'i'},{'name':'c'}]}");

    // when
    JsonNode merged = Merge.of(POD, live, applied);

    // then
    assertThat(merged.findValuesAsText("name")).containsExactly("x", "b", "a", "c");
    assertThat(merged.at("/containers/2/image").asText()).isEqualTo("i");
  }

  @Test
  void removingTheLastOfAMapLeavesNull() {
    JsonNode value = json("{'metadata':{'labels':{'a':'b'}},'spec':{'paused':true,'replicas':1}}");
    FieldSet fields = set("{'f:metadata':{'f:labels':{'f:a':{}}},'f:spec':{'f:paused':{}}}");
    assertThat(Removal.of(DEPLOYMENT, value, fields))
        .isEqualTo(json("{'metadata':{'labels':null},'spec':{'replicas':1}}"));
  }

  @Test
  void saysWhatIsWrongWithAConfigurationAsAServerDoes() {
    JsonNode config =
        json("{'spec':{'nope':1,'replicas':'x','template':{'spec':{'containers':[{}]}}}}");
    assertThat(TypeCheck.errors(DEPLOYMENT, config))
        .contains(
            ".spec.nope: field not declared in schema",
            ".spec.replicas: expected numeric (int or float), got string")
        .anyMatch(error -> error.contains("omits key field \"name\""));
  }

  @Test
  void whoOwnsSomeOfWhatIsOneValueNowOwnsItWhole() {
    FieldSet before =
        set("{'f:tolerations':{'k:{\\\"key\\\":\\\"a\\\"}':{'.':{},'f:key':{}}},'f:hostname':{}}");

    FieldSet now = before.withAtomicLeaves(POD);

    assertThat(now).isEqualTo(set("{'f:tolerations':{},'f:hostname':{}}"));
    assertThat(now.withAtomicLeaves(POD)).isEqualTo(now);
    FieldSet keyed = set("{'f:containers':{'k:{\\\"name\\\":\\\"app\\\"}':{'.':{},'f:image':{}}}}");
    assertThat(keyed.withAtomicLeaves(POD)).isEqualTo(keyed);
  }
}
