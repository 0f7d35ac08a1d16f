package dev.plumbline.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.ApiClient.Answer;
import dev.plumbline.sandbox.schema.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SandboxHttpTest {

  private static Sandbox sandbox;
  private static ApiClient api;
  private String ns;
  private String maps;

  @BeforeAll
  static void start() {
    sandbox = Sandbox.builder().start();
    api = ApiClient.of(sandbox);
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @BeforeEach
  void namespace() {
    ns = "t-" + UUID.randomUUID();
    api.post("/api/v1/namespaces", "{'metadata':{'name':'" + ns + "'}}");
    maps = "/api/v1/namespaces/" + ns + "/configmaps";
  }

  private Answer map(String name, String labels) {
    return api.post(
        maps, "{'metadata':{'name':'" + name + "','labels':" + labels + "},'data':{'a':'1'}}");
  }

  @Test
  void admitsOnlyBearersOfTheToken() {
    assertThat(api.codeWith("/api", "Authorization", "Bearer nope")).isEqualTo(401);
    assertThat(api.codeWith("/t/nope/api", "X", "y")).isEqualTo(401);
    assertThat(api.codeWith("/healthz", "X", "y")).isEqualTo(200);
    assertThat(api.get("/api").code()).isEqualTo(200);
  }

  @Test
  void doesNotUpgradeToWebSocketsSoThatClientsFallBackToPlainWatches() throws IOException {
    try (var socket = new java.net.Socket("127.0.0.1", sandbox.url().getPort())) {
      String token = sandbox.kubeconfigYaml().replaceAll("(?s).*token: (\\S+).*", "$1");
      String request =
          "GET /api/v1/pods?watch=true HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + token
              + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var reader = new BufferedReader(new InputStreamReader(socket.getInputStream()));
      assertThat(reader.readLine()).contains("200 OK");
    }
  }

  @Test
  void tellsWhatItServes() {
    assertThat(api.get("/version").body().path("gitVersion").asText()).startsWith("v1.36.");
    assertThat(api.get("/apis").body().at("/groups").findValuesAsText("groupVersion"))
        .contains("apps/v1", "batch/v1", "rbac.authorization.k8s.io/v1", "apiextensions.k8s.io/v1");
    JsonNode apps = api.get("/apis/apps/v1").body().path("resources");
    assertThat(apps.findValuesAsText("name"))
        .contains("deployments", "deployments/scale", "deployments/status");
    String document = "/openapi/v3/apis/apps/v1";
    assertThat(api.get("/openapi/v3").body().at("/paths").has("apis/apps/v1")).isTrue();
    assertThat(api.get(document).body().path("paths").toString())
        .contains("\"dryRun\"", "\"fieldValidation\"");
  }

  @Test
  void refusesAsARealServerDoes() {
    map("c", "{}");
    assertThat(map("c", "{}").body().path("reason").asText()).isEqualTo("AlreadyExists");
    assertThat(api.get(maps + "/nope").message()).isEqualTo("configmaps \"nope\" not found");
    assertThat(
            api.post("/api/v1/namespaces/nono/configmaps", "{'metadata':{'name':'x'}}").message())
        .isEqualTo("namespaces \"nono\" not found");
    assertThat(map("Not_Ok", "{}").code()).isEqualTo(422);
    assertThat(map("x", "{'a b':'c'}").code()).isEqualTo(422);
    assertThat(api.post(maps, "{nope").code()).isEqualTo(400);
    assertThat(api.post(maps, "{'kind':'Secret','apiVersion':'v1','metadata':{'name':'x'}}").code())
        .isEqualTo(400);
    assertThat(api.get("/apis/foo/v1/bars").code()).isEqualTo(404);
    assertThat(api.patch(maps + "/c", "text/plain", "{}").code()).isEqualTo(415);
    assertThat(api.post(maps + "?dryRun=some", "{}").code()).isEqualTo(422);
    assertThat(
            api.put(maps + "/c", Json.trusted("{\"metadata\":{\"resourceVersion\":\"1\"}}"))
                .body()
                .path("reason")
                .asText())
        .isEqualTo("Conflict");
    assertThat(api.delete(maps + "/c", "{'preconditions':{'uid':'other'}}").code()).isEqualTo(409);
    assertThat(api.delete(maps + "/c", "{'preconditions':{'uid':''}}").code()).isEqualTo(409);
    String unknown = "{'metadata':{'name':'x'},'spec':{'x':1}}";
    assertThat(api.post(maps + "?fieldValidation=Strict", unknown).message())
        .isEqualTo(
            "ConfigMap in version \"v1\" cannot be handled as a ConfigMap:"
                + " strict decoding error: unknown field \"spec\"");
    assertThat(api.post(maps, unknown).body().has("spec")).isFalse();
  }

  /** As seen on a real server: a stated version that no object has is that of no object at all. */
  @Test
  void appliesToTheStatedVersionOnly() {
    String path = maps + "/c";
    String stated =
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c\",%s}}";
    String other = "\"uid\":\"0e0e0e0e-0000-0000-0000-000000000000\",";

    assertThat(
            api.apply(path, "m", stated.formatted(other + "\"resourceVersion\":\"5\"")).message())
        .contains("uid mismatch", "no existing object was found");
    assertThat(api.apply(path, "m", stated.formatted("\"resourceVersion\":\"1\"")).code())
        .isEqualTo(201);
    assertThat(api.apply(path, "m", stated.formatted("\"resourceVersion\":\"1\"")).message())
        .contains("the object has been modified");
    assertThat(
            api.apply(path, "m", stated.formatted(other + "\"resourceVersion\":\"5\"")).message())
        .contains("the object has been modified");
  }

  @Test
  void refusesObjectsAndRequestsThatAreTooLarge() {
    String big = "x".repeat(1_600_000);
    assertThat(api.post(maps, "{'metadata':{'name':'x'},'data':{'a':'" + big + "'}}").code())
        .isEqualTo(413);
    assertThat(api.post(maps, "'" + "x".repeat(3_200_000) + "'").code()).isEqualTo(413);
    assertThat(api.post(maps, "[".repeat(5_000)).code()).isEqualTo(400);
    assertThat(
            api.apply(
                    maps + "/x",
                    "m",
                    "a: &a [x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: " + "[".repeat(9_000))
                .code())
        .isEqualTo(400);
  }

  @Test
  void keepsWhatIsImmutable() {
    api.post(maps, "{'metadata':{'name':'c'},'immutable':true,'data':{'a':'1'}}");
    assertThat(api.patch(maps + "/c", ApiClient.MERGE, "{'data':{'a':'2'}}").code()).isEqualTo(422);
    String services = "/api/v1/namespaces/" + ns + "/services";
    api.post(services, "{'metadata':{'name':'s'},'spec':{'ports':[{'port':80}]}}");
    assertThat(
            api.patch(services + "/s", ApiClient.MERGE, "{'spec':{'clusterIP':'10.96.200.1'}}")
                .message())
        .contains("spec.clusterIPs[0]", "may not change once set");
  }

  @Test
  void givesNoTwoServicesTheSameAddress() {
    // given one that was asked for, one that was given, and one that is free again
    String services = "/api/v1/namespaces/" + ns + "/services";
    int given = last(service(services, "given", "''"));
    String asked = "10.96.0." + (given + 2);
    service(services, "asked", "'" + asked + "'");
    service(services, "gone", "''");
    api.delete(services + "/gone");

    // when
    service(services, "next", "''");
    service(services, "one-more", "''");

    // then
    assertThat(api.get(services).body().findValuesAsText("clusterIP"))
        .hasSize(4)
        .doesNotHaveDuplicates()
        .contains(asked)
        .allMatch(address -> address.matches("10\\.96\\.\\d+\\.\\d+"));
  }

  private static int last(String address) {
    return Integer.parseInt(address.replaceAll(".*\\.", ""));
  }

  private static String service(String services, String name, String address) {
    return api.post(
            services,
            "{'metadata':{'name':'%s'},'spec':{'clusterIP':%s,'ports':[{'port':80}]}}"
                .formatted(name, address))
        .body()
        .at("/spec/clusterIP")
        .asText();
  }

  @Test
  void listsBySelectorsAndPages() {
    map("a", "{'t':'x'}");
    map("b", "{'t':'y'}");
    map("c", "{'t':'y'}");
    assertThat(names(api.get(maps + "?labelSelector=t+in+(y,z)"))).containsExactly("b", "c");
    assertThat(names(api.get(maps + "?fieldSelector=metadata.name%3Da"))).containsExactly("a");
    Answer page = api.get(maps + "?limit=2");
    assertThat(names(page)).containsExactly("a", "b");
    assertThat(page.body().at("/metadata/remainingItemCount").asInt()).isEqualTo(1);
    String next = page.body().at("/metadata/continue").asText();
    assertThat(names(api.get(maps + "?limit=2&continue=" + next))).containsExactly("c");
    assertThat(names(api.delete(maps + "?labelSelector=t%3Dy"))).containsExactly("b", "c");
    assertThat(names(api.get(maps))).containsExactly("a");
  }

  private static java.util.List<String> names(Answer list) {
    java.util.List<String> names = new java.util.ArrayList<>();
    list.body().path("items").forEach(item -> names.add(item.at("/metadata/name").asText()));
    return names;
  }

  @Test
  void answersWithMetadataOnlyWhenAsked() {
    map("a", "{}");
    String accept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    JsonNode one = api.get(maps + "/a", accept).body();
    assertThat(one.path("kind").asText()).isEqualTo("PartialObjectMetadata");
    assertThat(one.has("data")).isFalse();
    assertThat(one.at("/metadata/managedFields")).isNotEmpty();
    JsonNode table = api.get(maps, "application/json;as=Table;v=v1;g=meta.k8s.io").body();
    assertThat(table.at("/rows/0/cells/0").asText()).isEqualTo("a");
    assertThat(table.at("/rows/0/cells/1").asText()).isEqualTo("1");
  }

  @Test
  void watchResumesFromAVersionAndTellsWhenAnObjectLeavesTheSelection() throws IOException {
    // given
    String from = map("a", "{'t':'x'}").body().at("/metadata/resourceVersion").asText();
    map("b", "{'t':'x'}");

    // when
    try (var in =
            api.watch(
                maps
                    + "?watch=true&timeoutSeconds=20&labelSelector=t%3Dx&resourceVersion="
                    + from);
        var events = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      api.patch(maps + "/a", ApiClient.MERGE, "{'data':{'b':'2'}}");
      api.patch(maps + "/a", ApiClient.MERGE, "{'metadata':{'labels':{'t':'y'}}}");
      api.delete(maps + "/b");

      // then
      assertThat(next(events)).isEqualTo("ADDED b");
      assertThat(next(events)).isEqualTo("MODIFIED a");
      assertThat(next(events)).isEqualTo("DELETED a");
      assertThat(next(events)).isEqualTo("DELETED b");
    }
  }

  private static String next(BufferedReader events) throws IOException {
    JsonNode event = Json.parse(events.readLine());
    return event.path("type").asText() + " " + event.at("/object/metadata/name").asText();
  }

  @Test
  void aWatchEndsAfterItsTimeout() throws IOException {
    try (var in = api.watch(maps + "?watch=true&timeoutSeconds=1")) {
      assertThat(in.readAllBytes()).isEmpty();
    }
  }

  @Test
  void finalizersHoldAnObjectUntilTheLastIsGone() {
    api.post(maps, "{'metadata':{'name':'f','finalizers':['a.b/c']}}");
    assertThat(api.delete(maps + "/f").body().at("/metadata").has("deletionTimestamp")).isTrue();
    assertThat(api.get(maps + "/f").code()).isEqualTo(200);
    assertThat(
            api.patch(maps + "/f", ApiClient.MERGE, "{'metadata':{'finalizers':['a.b/c','x.y/z']}}")
                .code())
        .isEqualTo(422);
    api.patch(maps + "/f", ApiClient.MERGE, "{'metadata':{'finalizers':null}}");
    assertThat(api.get(maps + "/f").code()).isEqualTo(404);
  }

  @Test
  void aNamespaceTakesItsContentWithIt() {
    map("c", "{}");
    api.delete("/api/v1/namespaces/" + ns);
    await().until(() -> api.get("/api/v1/namespaces/" + ns).code() == 404);
    assertThat(api.get(maps + "/c").code()).isEqualTo(404);
  }

  @Test
  void dependentsFollowTheirOwnerOrAreOrphaned() {
    for (String policy : new String[] {"Background", "Foreground", "Orphan"}) {
      String uid = map("owner", "{}").body().at("/metadata/uid").asText();
      api.post(
          maps,
          """
          {'metadata':{'name':'child','ownerReferences':[{'apiVersion':'v1','kind':'ConfigMap','name':'owner',
            'uid':'%s','blockOwnerDeletion':true}]}}\
          """
              .formatted(uid));
      api.delete(maps + "/owner", "{'propagationPolicy':'" + policy + "'}");
      await().until(() -> api.get(maps + "/owner").code() == 404);
      if (policy.equals("Orphan")) {
        JsonNode child = api.get(maps + "/child").body();
        assertThat(child.at("/metadata").has("ownerReferences")).isFalse();
      } else {
        await().until(() -> api.get(maps + "/child").code() == 404);
      }
    }
  }

  @Test
  void customKindsAreServedPrunedDefaultedAndValidated() {
    String group = "g" + UUID.randomUUID() + ".example.com";
    api.post(
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        """
        {'metadata':{'name':'things.%1$s'},'spec':{'group':'%1$s','scope':'Namespaced',
         'names':{'plural':'things','kind':'Thing'},'versions':[{'name':'v1','served':true,'storage':true,
          'subresources':{'status':{}},'additionalPrinterColumns':[{'name':'Size','type':'integer','jsonPath':'.spec.size'}],
          'schema':{'openAPIV3Schema':{'type':'object','properties':{
           'spec':{'type':'object','required':['size'],'properties':{'size':{'type':'integer','maximum':9},
             'mode':{'type':'string','enum':['a','b'],'default':'a'}}},
           'status':{'type':'object','x-kubernetes-preserve-unknown-fields':true}}}}}]}}\
        """
            .formatted(group));
    String crd = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things." + group;
    await()
        .until(
            () -> api.get(crd).body().at("/status/conditions").toString().contains("Established"));
    String things = "/apis/" + group + "/v1/namespaces/" + ns + "/things";

    Answer made =
        api.post(things, "{'metadata':{'name':'t'},'spec':{'size':1,'x':2},'status':{'p':1}}");
    assertThat(made.code()).isEqualTo(201);
    assertThat(made.body().path("spec").toString()).isEqualTo("{\"size\":1,\"mode\":\"a\"}");
    assertThat(made.body().has("status")).isFalse();
    Answer bad = api.post(things, "{'metadata':{'name':'u'},'spec':{'size':10,'mode':'z'}}");
    assertThat(bad.code()).isEqualTo(422);
    assertThat(bad.body().at("/details/causes")).hasSize(2);
    assertThat(
            api.post(
                    things + "?fieldValidation=Strict",
                    "{'metadata':{'name':'u'},'spec':{'size':1,'x':2}}")
                .message())
        .contains("strict decoding error: unknown field \"spec.x\"");
    Answer status =
        api.patch(things + "/t/status", ApiClient.MERGE, "{'spec':{'size':2},'status':{'q':1}}");
    assertThat(status.body().at("/spec/size").asInt()).isEqualTo(1);
    assertThat(status.body().at("/metadata/generation").asInt()).isEqualTo(1);
    ObjectNode changed = status.body().deepCopy();
    ((ObjectNode) changed.path("spec")).put("size", 3);
    assertThat(api.put(things + "/t", changed).body().at("/metadata/generation").asInt())
        .isEqualTo(2);
    JsonNode table = api.get(things, "application/json;as=Table;v=v1;g=meta.k8s.io").body();
    assertThat(table.at("/rows/0/cells/1").asInt()).isEqualTo(3);

    api.delete(crd);
    await().until(() -> api.get(crd).code() == 404);
    await().until(() -> api.get(things).code() == 404);
  }
}
