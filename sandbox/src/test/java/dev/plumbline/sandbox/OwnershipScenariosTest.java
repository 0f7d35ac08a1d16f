package dev.plumbline.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.ApiClient.Answer;
import dev.plumbline.sandbox.schema.Json;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What happens to our field entry when others write. The same expectations hold for a real API
 * server: name its kubeconfig (JSON, with a token) in the system property {@code
 * sandbox.kubeconfig} to prove it.
 */
class OwnershipScenariosTest {

  private static final String US = "plumbline";

  private static Sandbox sandbox;
  private static ApiClient api;
  private String maps;
  private String secrets;
  private String deployment;
  private String namespace;

  @BeforeAll
  static void start() throws Exception {
    String kubeconfig = System.getProperty("sandbox.kubeconfig", "");
    if (kubeconfig.isEmpty()) {
      sandbox = Sandbox.builder().start();
      api = ApiClient.of(sandbox);
    } else {
      api = ApiClient.ofKubeconfig(Path.of(kubeconfig));
    }
  }

  @AfterAll
  static void stop() {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @BeforeEach
  void namespace() {
    namespace = "t-" + UUID.randomUUID();
    api.post("/api/v1/namespaces", "{'metadata':{'name':'" + namespace + "'}}");
    maps = "/api/v1/namespaces/" + namespace + "/configmaps";
    secrets = "/api/v1/namespaces/" + namespace + "/secrets";
    deployment = "/apis/apps/v1/namespaces/" + namespace + "/deployments/web";
  }

  private static String map(String data) {
    return "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'c','labels':{'l':'1'}},'data':"
        + data
        + "}";
  }

  private Answer applyMap(String data) {
    return api.apply(maps + "/c", US, map(data));
  }

  private Answer merge(String path, String patch) {
    return api.patch(path + "?fieldManager=other", ApiClient.MERGE, patch);
  }

  private static String web(String container, String pod) {
    return """
        {'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web'},
         'spec':{'paused':true,'replicas':0,'selector':{'matchLabels':{'a':'b'}},
          'template':{'metadata':{'labels':{'a':'b'}},
           'spec':{'containers':[{'name':'app','image':'i:1'%s}]%s}}}}"""
        .formatted(container, pod);
  }

  private static JsonNode pod(Answer answer) {
    return answer.owned(US).at("/f:spec/f:template/f:spec");
  }

  private static JsonNode app(Answer answer) {
    return pod(answer).path("f:containers").path("k:{\"name\":\"app\"}");
  }

  @Test
  void aMergePatchAJsonPatchAndAnUpdateOfOurValueTakeItFromUs() {
    applyMap("{'a':'1','b':'1','c':'1'}");
    merge(maps + "/c", "{'data':{'a':'x'}}");
    api.patch(maps + "/c", ApiClient.JSON_PATCH, "[{'op':'replace','path':'/data/b','value':'x'}]");
    ObjectNode live = api.get(maps + "/c").body().deepCopy();
    ((ObjectNode) live.path("data")).put("c", "x");
    Answer put = api.put(maps + "/c", live);
    assertThat(put.owned(US).has("f:data")).isFalse();
    assertThat(put.owned(US).at("/f:metadata/f:labels").has("f:l")).isTrue();
  }

  @Test
  void anUpdateWithoutManagedFieldsKeepsThem() {
    applyMap("{'a':'1'}");
    Answer put = api.put(maps + "/c", Json.trusted(map("{'a':'1','n':'2'}").replace('\'', '"')));
    assertThat(put.owned(US).at("/f:data").has("f:a")).isTrue();
    assertThat(put.owned("test").at("/f:data").has("f:n")).isTrue();
  }

  @Test
  void additionsByOthersAreInvisibleToUs() {
    Answer ours = applyMap("{'a':'1'}");
    Answer after = merge(maps + "/c", "{'data':{'z':'1'},'metadata':{'labels':{'z':'1'}}}");
    assertThat(after.owned(US)).isEqualTo(ours.owned(US));
  }

  @Test
  void aRemovedKeyAnEmptyOneAndAChangedBackOneLeaveOurEntry() {
    applyMap("{'a':'1','b':'1','c':'1'}");
    merge(maps + "/c", "{'data':{'a':null,'b':'','c':'x'}}");
    Answer after = merge(maps + "/c", "{'data':{'c':'1'}}");
    assertThat(after.owned(US).has("f:data")).isFalse();
  }

  @Test
  void anotherApplierConflictsOnADifferentValueOnly() {
    applyMap("{'a':'1'}");
    String path = maps + "/c?fieldManager=other";
    assertThat(api.patch(path, ApiClient.APPLY, map("{'a':'1'}")).code()).isEqualTo(200);
    Answer conflict = api.patch(path, ApiClient.APPLY, map("{'a':'2'}"));
    assertThat(conflict.code()).isEqualTo(409);
    assertThat(conflict.message())
        .isEqualTo("Apply failed with 1 conflict: conflict with \"plumbline\": .data.a");
    assertThat(conflict.body().at("/details/causes/0/reason").asText())
        .isEqualTo("FieldManagerConflict");
    assertThat(api.patch(path + "&force=true", ApiClient.APPLY, map("{'a':'2'}")).owned(US))
        .isEqualTo(Json.trusted("{\"f:metadata\":{\"f:labels\":{\"f:l\":{}}}}"));
  }

  @Test
  void anotherApplierThatTakesAndThenReleasesMakesTheFieldVanish() {
    applyMap("{'a':'1','b':'1'}");
    api.apply(maps + "/c", "other", map("{'a':'2'}"));
    Answer released = api.apply(maps + "/c", "other", map("{}"));
    assertThat(released.body().at("/data").has("a")).isFalse();
    assertThat(released.body().at("/data").has("b")).isTrue();
  }

  @Test
  void aReapplyOfTheSameChangesNothingNotEvenTheVersion() {
    JsonNode first = applyMap("{'a':'1'}").body();
    assertThat(applyMap("{'a':'1'}").body()).isEqualTo(first);
  }

  @Test
  void aResetForgetsUsAndOurNextApplyRestoresTheEntryWithoutATime() {
    applyMap("{'a':'1'}");
    Answer reset = merge(maps + "/c", "{'metadata':{'managedFields':[{}]}}");
    assertThat(reset.owned(US).isMissingNode()).isTrue();
    JsonNode entries = applyMap("{'a':'1'}").body().at("/metadata/managedFields");
    JsonNode ours = entries.get(0);
    assertThat(ours.path("manager").asText()).isEqualTo(US);
    assertThat(ours.has("time")).isFalse();
  }

  @Test
  void fewerFieldsRemoveWhatNobodyElseOwns() {
    applyMap("{'a':'1','b':'1'}");
    merge(maps + "/c", "{'data':{'b':'2'}}");
    Answer fewer = applyMap("{'c':'1'}");
    assertThat(fewer.body().path("data").toString()).isEqualTo("{\"b\":\"2\",\"c\":\"1\"}");
  }

  @Test
  void anEmptyMapIsOwnedUntilAnotherAddsToIt() {
    Answer empty = applyMap("{}");
    assertThat(empty.owned(US).has("f:data")).isTrue();
    assertThat(empty.body().has("data")).isFalse();
    assertThat(merge(maps + "/c", "{'data':{'k':'v'}}").owned(US).has("f:data")).isFalse();
  }

  @Test
  void aNullValueIsStoredEmptyAndOwned() {
    Answer answer = applyMap("{'n':null}");
    assertThat(answer.body().at("/data/n").asText("absent")).isEmpty();
    assertThat(answer.owned(US).at("/f:data").has("f:n")).isTrue();
  }

  @Test
  void updatesUnderOurNameAreAnotherEntry() {
    applyMap("{'a':'1'}");
    Answer after = api.patch(maps + "/c?fieldManager=" + US, ApiClient.MERGE, "{'data':{'z':'1'}}");
    assertThat(after.body().at("/metadata/managedFields")).hasSize(2);
    assertThat(after.body().at("/metadata/managedFields/0/operation").asText()).isEqualTo("Apply");
  }

  @Test
  void noMoreThanTenUpdatersAreKept() {
    applyMap("{'a':'1'}");
    Answer last = null;
    for (int i = 0; i < 14; i++) {
      last =
          api.patch(maps + "/c?fieldManager=m" + i, ApiClient.MERGE, "{'data':{'k" + i + "':'v'}}");
    }
    assertThat(last.body().at("/metadata/managedFields")).hasSize(11);
    assertThat(last.owned(US).at("/f:data").has("f:a")).isTrue();
    assertThat(last.owned("ancient-changes").isMissingNode()).isFalse();
  }

  @Test
  void stringDataOfOursIsOwnedAsSuchAndChangesOfDataAreInvisible() {
    String secret =
        "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s'},'stringData':{'p':'x'}}";
    Answer ours = api.apply(secrets + "/s", US, secret);
    assertThat(ours.owned(US).toString()).isEqualTo("{\"f:stringData\":{\"f:p\":{}}}");
    assertThat(ours.body().at("/data/p").asText()).isEqualTo("eA==");
    assertThat(ours.body().has("stringData")).isFalse();
    assertThat(merge(secrets + "/s", "{'data':{'p':'eXk='}}").owned(US)).isEqualTo(ours.owned(US));
    String fewer = "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s'}}";
    assertThat(api.apply(secrets + "/s", US, fewer).body().at("/data").has("p")).isTrue();
  }

  @Test
  void anothersStringDataOverwritesOurDataWithoutAConflict() {
    api.apply(
        secrets + "/s",
        US,
        "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s'},'data':{'p':'eA=='}}");
    Answer other =
        api.patch(
            secrets + "/s?fieldManager=other",
            ApiClient.APPLY,
            "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s'},'stringData':{'p':'yy'}}");
    assertThat(other.code()).isEqualTo(200);
    assertThat(other.body().at("/data/p").asText()).isEqualTo("eXk=");
    assertThat(other.owned(US).at("/f:data").has("f:p")).isTrue();
  }

  @Test
  void theOldAliasOfTheServiceAccountNeverConflicts() {
    api.apply(deployment, US, web("", ",'serviceAccount':'x'"));
    Answer other =
        api.patch(
            deployment + "?fieldManager=other",
            ApiClient.APPLY,
            web("", ",'serviceAccountName':'y'"));
    assertThat(other.code()).isEqualTo(200);
    assertThat(pod(other).has("f:serviceAccount")).isTrue();
    assertThat(other.body().at("/spec/template/spec/serviceAccount").asText()).isEqualTo("y");
  }

  @Test
  void atomicListsAreLostAsAWholeWhenAnotherAppends() {
    api.apply(deployment, US, web(",'args':['a']", ",'tolerations':[{'key':'k'}]"));
    Answer after =
        api.patch(
            deployment + "?fieldManager=other",
            ApiClient.JSON_PATCH,
            """
            [{'op':'add','path':'/spec/template/spec/containers/0/args/-','value':'z'},
             {'op':'add','path':'/spec/template/spec/tolerations/-','value':{'key':'z'}}]""");
    assertThat(app(after).has("f:args")).isFalse();
    assertThat(pod(after).has("f:tolerations")).isFalse();
    assertThat(app(after).has("f:image")).isTrue();
  }

  @Test
  void keyedListsAreOwnedItemByItem() {
    api.apply(
        deployment,
        US,
        web(",'env':[{'name':'A','value':'1'}],'ports':[{'containerPort':53}]", ""));
    Answer added =
        api.patch(
            deployment + "?fieldManager=other",
            ApiClient.STRATEGIC,
            """
            {'spec':{'template':{'spec':{'containers':[{'name':'app','env':[{'name':'B','value':'2'}]},
              {'name':'side','image':'s:1'}]}}}}""");
    assertThat(app(added).path("f:env").has("k:{\"name\":\"A\"}")).isTrue();
    assertThat(app(added).path("f:ports").has("k:{\"containerPort\":53,\"protocol\":\"TCP\"}"))
        .isTrue();
    Answer udp =
        api.patch(
            deployment + "?fieldManager=other",
            ApiClient.JSON_PATCH,
            "[{'op':'test','path':'/spec/template/spec/containers/0/name','value':'side'},"
                + "{'op':'add','path':'/spec/template/spec/containers/1/env/-','value':{'name':'A','value':'9'}}]");
    assertThat(app(udp).path("f:env").has("k:{\"name\":\"A\"}")).isFalse();
  }

  @Test
  void reorderingAKeyedListMovesOnlyTheGeneration() {
    Answer ours =
        api.apply(
            deployment, US, web(",'env':[{'name':'A','value':'1'},{'name':'B','value':'2'}]", ""));
    Answer after =
        api.patch(
            deployment + "?fieldManager=other",
            ApiClient.JSON_PATCH,
            "[{'op':'move','from':'/spec/template/spec/containers/0/env/0',"
                + "'path':'/spec/template/spec/containers/0/env/1'}]");
    assertThat(after.owned(US)).isEqualTo(ours.owned(US));
    assertThat(after.owned("other").isMissingNode()).isTrue();
    assertThat(after.body().at("/metadata/generation").asInt())
        .isEqualTo(ours.body().at("/metadata/generation").asInt() + 1);
  }

  @Test
  void respelledQuantitiesConflictWithTheCanonicalText() {
    String limits = ",'resources':{'limits':{'cpu':'1000m','memory':'1024Mi'}}";
    Answer ours = api.apply(deployment, US, web(limits, ""));
    assertThat(api.apply(deployment, US, web(limits, "")).body().at("/metadata/generation"))
        .isEqualTo(ours.body().at("/metadata/generation"));
    assertThat(
            api.patch(deployment + "?fieldManager=other", ApiClient.APPLY, web(limits, "")).code())
        .isEqualTo(409);
    Answer forced = api.apply(deployment, "other", web(limits, ""));
    assertThat(app(forced).has("f:resources")).isFalse();
  }

  @Test
  void scaleTakesReplicasOnlyWhenTheNumberChanges() {
    Answer ours = api.apply(deployment, US, web("", ""));
    merge(deployment + "/scale", "{'spec':{'replicas':0}}");
    assertThat(api.get(deployment).owned(US)).isEqualTo(ours.owned(US));
    merge(deployment + "/scale", "{'spec':{'replicas':1}}");
    assertThat(api.get(deployment).owned(US).at("/f:spec").has("f:replicas")).isFalse();
  }

  @Test
  void anUnionMemberSetByAnotherMakesOurForcedApplyInvalid() {
    String ours = web("", ",'volumes':[{'name':'v','emptyDir':{}}]");
    api.apply(deployment, US, ours);
    Answer other =
        api.patch(
            deployment + "?fieldManager=other",
            ApiClient.STRATEGIC,
            """
            {'spec':{'template':{'spec':{'volumes':[{'name':'v','emptyDir':null,'hostPath':{'path':'/x'}}]}}}}""");
    assertThat(pod(other).path("f:volumes").path("k:{\"name\":\"v\"}").has("f:emptyDir")).isFalse();
    Answer refused = api.apply(deployment, US, ours);
    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.message()).contains("may not specify more than 1 volume type");
  }

  @Test
  void anUnknownFieldOrAWrongTypeInAnAppliedConfigurationIsAServerError() {
    Answer unknown = api.apply(maps + "/c", US, "{'apiVersion':'v1','kind':'ConfigMap','spec':{}}");
    assertThat(unknown.code()).isEqualTo(500);
    assertThat(unknown.message()).endsWith(".spec: field not declared in schema");
    assertThat(applyMap("{'a':1}").code()).isEqualTo(500);
  }

  @Test
  void aForeignDryRunChangesNothing() {
    JsonNode ours = applyMap("{'a':'1'}").body();
    api.patch(maps + "/c?fieldManager=other&dryRun=All", ApiClient.MERGE, "{'data':{'a':'2'}}");
    assertThat(api.get(maps + "/c").body()).isEqualTo(ours);
  }

  @Test
  void adoptionByRewritingManagedFieldsLetsUsDropAKey() {
    api.patch(maps + "/c?fieldManager=old&force=true", ApiClient.APPLY, map("{'a':'1','b':'1'}"));
    ObjectNode entry = Json.object();
    entry.put("manager", US).put("operation", "Apply").put("apiVersion", "v1");
    entry.put("fieldsType", "FieldsV1");
    entry.set("fieldsV1", api.get(maps + "/c").owned("old"));
    String patch =
        "[{\"op\":\"replace\",\"path\":\"/metadata/managedFields\",\"value\":["
            + Json.text(entry)
            + "]}]";
    api.patch(maps + "/c", ApiClient.JSON_PATCH, patch);
    assertThat(applyMap("{'a':'1'}").body().path("data").toString()).isEqualTo("{\"a\":\"1\"}");
  }
}
