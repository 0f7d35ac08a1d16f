package dev.plumbline.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenApiTest {

  private static final String APPS = "/openapi/v3/apis/apps/v1";
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  private static Sandbox sandbox;
  private static ApiClient api;

  @BeforeAll
  static void start() {
    sandbox = Sandbox.builder().start();
    api = ApiClient.of(sandbox);
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  private static String hash(String path) {
    return api.get("/openapi/v3")
        .body()
        .path("paths")
        .path(path)
        .path("serverRelativeURL")
        .asText()
        .replaceAll(".*hash=", "");
  }

  private static void define(String field) {
    api.delete(DEFINITIONS + "/gears.parts.example.com");
    api.post(
        DEFINITIONS,
        """
        {'metadata':{'name':'gears.parts.example.com'},'spec':{'group':'parts.example.com',
         'scope':'Namespaced','names':{'plural':'gears','kind':'Gear'},
         'versions':[{'name':'v1','served':true,'storage':true,'schema':{'openAPIV3Schema':
          {'type':'object','properties':{'spec':{'type':'object','properties':{'%s':
            {'type':'object','x-kubernetes-embedded-resource':true,
             'x-kubernetes-preserve-unknown-fields':true}}}}}}}]}}
        """
            .formatted(field));
  }

  @Test
  void publishesTheTypesOfBuiltInKindsAsARealServerDoes() {
    JsonNode schemas = api.get(APPS).body().at("/components/schemas");

    JsonNode deployment = schemas.path("io.k8s.api.apps.v1.Deployment");
    assertThat(deployment.path("x-kubernetes-group-version-kind").toString())
        .isEqualTo("[{\"group\":\"apps\",\"kind\":\"Deployment\",\"version\":\"v1\"}]");
    assertThat(deployment.at("/properties/spec/allOf/0/$ref").asText())
        .isEqualTo("#/components/schemas/io.k8s.api.apps.v1.DeploymentSpec");
    JsonNode containers = schemas.at("/io.k8s.api.core.v1.PodSpec/properties/containers");
    assertThat(containers.path("x-kubernetes-patch-merge-key").asText()).isEqualTo("name");
    assertThat(containers.at("/x-kubernetes-list-map-keys/0").asText()).isEqualTo("name");
    assertThat(schemas.findValuesAsText("$ref"))
        .allMatch(ref -> schemas.has(ref.substring("#/components/schemas/".length())));
  }

  @Test
  void publishesACustomKindWithWhatEveryObjectHasAndAnotherHashWhenItChanges() {
    define("first");
    String before = hash("apis/parts.example.com/v1");
    String apps = hash("apis/apps/v1");

    define("second");

    JsonNode spec =
        api.get("/openapi/v3/apis/parts.example.com/v1")
            .body()
            .at("/components/schemas/com.example.parts.v1.Gear/properties/spec/properties");
    assertThat(spec.at("/second/properties/metadata/allOf/0/$ref").asText()).endsWith("ObjectMeta");
    assertThat(hash("apis/parts.example.com/v1")).isNotEmpty().isNotEqualTo(before);
    assertThat(hash("apis/apps/v1")).isEqualTo(apps);
  }

  @Test
  void anUnknownFieldInAStatusThatIsNotTakenIsRefusedAllTheSame() {
    String path = "/api/v1/namespaces/default/services";
    String service = "{'metadata':{'name':'s'},'spec':{'ports':[{'port':80}]},'status':{'x':1}}";

    assertThat(api.post(path + "?fieldValidation=Strict", service).message())
        .contains("unknown field \"status.x\"");
    assertThat(api.post(path, service).code()).isEqualTo(201);
    assertThat(
            api.patch(path + "/s?fieldValidation=Strict", ApiClient.MERGE, "{'status':{'y':1}}")
                .message())
        .contains("unknown field \"status.y\"");
  }
}
