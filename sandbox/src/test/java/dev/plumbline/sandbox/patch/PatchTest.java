package dev.plumbline.sandbox.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Type;
import dev.plumbline.sandbox.schema.TypeTable;
import org.junit.jupiter.api.Test;

class PatchTest {

  private static final Type POD = TypeTable.BUILT_IN.get("core.v1.PodSpec");

  private static JsonNode json(String text) {
    return Json.trusted(text.replace('\'', '"'));
  }

  private static JsonNode strategic(String target, String patch) throws PatchException {
    return StrategicPatch.apply(POD, (ObjectNode) json(target), (ObjectNode) json(patch));
  }

  @Test
  void mergePatchRemovesByNullAndReplacesLists() {
    assertThat(
            MergePatch.apply(json("{'a':{'b':1,'c':2},'l':[1]}"), json("{'a':{'b':null},'l':[2]}")))
        .isEqualTo(json("{'a':{'c':2},'l':[2]}"));
  }

  @Test
  void jsonPatchEditsByPointer() throws PatchException {
    JsonNode patch =
        json(
            """
            [{'op':'test','path':'/a','value':1.0},{'op':'add','path':'/l/-','value':3},
             {'op':'remove','path':'/l/0'},{'op':'move','from':'/a','path':'/b~1c'},
             {'op':'replace','path':'/d','value':null}]""");
    assertThat(JsonPatch.apply(json("{'a':1,'l':[1,2],'d':0}"), patch))
        .isEqualTo(json("{'l':[2,3],'b/c':1,'d':null}"));
  }

  @Test
  void jsonPatchThatDoesNotFitIsRefused() {
    for (String patch :
        new String[] {
          "[{'op':'remove','path':'/x'}]",
          "[{'op':'replace','path':'/x','value':1}]",
          "[{'op':'test','path':'/a','value':2}]",
          "[{'op':'add','path':'/l/9','value':1}]",
          "[{'op':'add','path':'/x/y','value':1}]"
        }) {
      assertThatThrownBy(() -> JsonPatch.apply(json("{'a':1,'l':[]}"), json(patch)))
          .as(patch)
          .isInstanceOfSatisfying(PatchException.class, e -> assertThat(e.malformed()).isFalse());
    }
    assertThatThrownBy(() -> JsonPatch.apply(json("{}"), json("[{'op':'jump','path':'/x'}]")))
        .isInstanceOfSatisfying(PatchException.class, e -> assertThat(e.malformed()).isTrue());
  }

  @Test
  void strategicPatchMergesByKeyAndPutsNewItemsFirst() throws PatchException {
    JsonNode patched =
        strategic(
            "{'containers':[{'name':'a','env':[{'name':'X','value':'1'}]}]}",
            "{'containers':[{'name':'a','image':'i','env':[{'name':'Y','value':'2'}]}]}");
    assertThat(patched)
        .isEqualTo(
            json(
                "{'containers':[{'name':'a','image':'i','env':"
                    + "[{'name':'Y','value':'2'},{'name':'X','value':'1'}]}]}"));
  }

  @Test
  void strategicDirectivesDeleteReplaceRetainAndOrder() throws PatchException {
    String two = "{'containers':[{'name':'a'},{'name':'b'}],'dnsPolicy':'x'}";
    assertThat(strategic(two, "{'containers':[{'name':'a','$patch':'delete'}]}").at("/containers"))
        .isEqualTo(json("[{'name':'b'}]"));
    assertThat(
            strategic(two, "{'containers':[{'$patch':'replace'},{'name':'c'}]}").at("/containers"))
        .isEqualTo(json("[{'name':'c'}]"));
    assertThat(
            strategic(two, "{'$setElementOrder/containers':[{'name':'b'},{'name':'a'}]}")
                .at("/containers"))
        .isEqualTo(json("[{'name':'b'},{'name':'a'}]"));
    assertThat(
            strategic(
                "{'volumes':[{'name':'v','emptyDir':{}}]}",
                "{'volumes':[{'name':'v','$retainKeys':['name','hostPath'],'hostPath':{'path':'/'}}]}"))
        .isEqualTo(json("{'volumes':[{'name':'v','hostPath':{'path':'/'}}]}"));
  }

  @Test
  void strategicPatchReplacesAtomicLists() throws PatchException {
    assertThat(strategic("{'tolerations':[{'key':'a'}]}", "{'tolerations':[{'key':'b'}]}"))
        .isEqualTo(json("{'tolerations':[{'key':'b'}]}"));
  }

  @Test
  void anItemWithoutItsMergeKeyIsRefused() {
    assertThatThrownBy(() -> strategic("{}", "{'containers':[{'image':'x'}]}"))
        .isInstanceOf(PatchException.class)
        .hasMessageContaining("does not contain declared merge key: name");
  }
}
