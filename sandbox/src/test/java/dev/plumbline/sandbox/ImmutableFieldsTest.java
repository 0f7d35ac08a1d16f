package dev.plumbline.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.sandbox.ApiClient.Answer;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an apply is answered that changes what may not change. The same expectations hold for a real
 * API server: name its kubeconfig (JSON, with a token) in the system property {@code
 * sandbox.kubeconfig} to prove it.
 */
class ImmutableFieldsTest {

  private static Sandbox sandbox;
  private static ApiClient api;
  private String ns;

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
    ns = "t-" + UUID.randomUUID();
    api.post("/api/v1/namespaces", "{'metadata':{'name':'" + ns + "'}}");
  }

  private String path(String groupVersion, String plural) {
    return (groupVersion.equals("v1") ? "/api/v1" : "/apis/" + groupVersion)
        + "/namespaces/"
        + ns
        + "/"
        + plural
        + "/x";
  }

  private Answer apply(String groupVersion, String plural, String kind, String spec) {
    String body =
        "{'apiVersion':'%s','kind':'%s','metadata':{'name':'x'},'spec':%s}"
            .formatted(groupVersion, kind, spec);
    return api.apply(path(groupVersion, plural), "me", body);
  }

  private static void refused(Answer answer, String field, String reason, String words) {
    assertThat(answer.code()).as("%s", answer.body()).isEqualTo(422);
    assertThat(answer.body().path("reason").asText()).isEqualTo("Invalid");
    assertThat(answer.message()).contains(" \"x\" is invalid: ", field + ": ", words);
    JsonNode cause = answer.body().at("/details/causes/0");
    assertThat(cause.path("field").asText()).isEqualTo(field);
    assertThat(cause.path("reason").asText()).isEqualTo(reason);
    assertThat(cause.path("message").asText()).contains(words);
  }

  private static String job(String more, String image) {
    return "{%s'template':{'spec':{'restartPolicy':'Never','containers':[{'name':'a','image':'%s'}]}}}"
        .formatted(more, image);
  }

  @Test
  void aJobsTemplateCompletionsAndManagerStayAsTheyAre() {
    String kept = "'managedBy':'example.com/runner',";
    assertThat(apply("batch/v1", "jobs", "Job", job(kept, "i:1")).code()).isEqualTo(201);
    assertThat(apply("batch/v1", "jobs", "Job", job(kept + "'parallelism':3,", "i:1")).code())
        .isEqualTo(200);

    refused(
        apply("batch/v1", "jobs", "Job", job(kept, "i:2")),
        "spec.template",
        "FieldValueInvalid",
        "field is immutable");
    refused(
        apply("batch/v1", "jobs", "Job", job(kept + "'completions':2,", "i:1")),
        "spec.completions",
        "FieldValueInvalid",
        "Invalid value: 2: field is immutable");
    refused(
        apply("batch/v1", "jobs", "Job", job("'managedBy':'example.com/other',", "i:1")),
        "spec.managedBy",
        "FieldValueInvalid",
        "Invalid value: \"example.com/other\": field is immutable");
    refused(
        apply("batch/v1", "jobs", "Job", job("", "i:1")),
        "spec.managedBy",
        "FieldValueInvalid",
        "Invalid value: null: field is immutable");
  }

  @Test
  void aWorkloadsSelectorStaysAsItIs() {
    String spec =
        "{'replicas':0,'selector':{'matchLabels':{'a':'%1$s'}},'template':{'metadata':{'labels':"
            + "{'a':'%1$s'}},'spec':{'containers':[{'name':'a','image':'i:1'}]}}}";
    apply("apps/v1", "deployments", "Deployment", spec.formatted("b"));

    refused(
        apply("apps/v1", "deployments", "Deployment", spec.formatted("c")),
        "spec.selector",
        "FieldValueInvalid",
        "Invalid value: {\"matchLabels\":{\"a\":\"c\"}}: field is immutable");
  }

  @Test
  void ofAStatefulSetAFewFieldsMayChange() {
    String spec =
        "{'replicas':0,'serviceName':'%s','selector':{'matchLabels':{'a':'b'}},'template':{"
            + "'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'a','image':'i:%s'}]}}}";
    apply("apps/v1", "statefulsets", "StatefulSet", spec.formatted("s", "1"));
    assertThat(apply("apps/v1", "statefulsets", "StatefulSet", spec.formatted("s", "2")).code())
        .isEqualTo(200);

    refused(
        apply("apps/v1", "statefulsets", "StatefulSet", spec.formatted("t", "1")),
        "spec",
        "FieldValueForbidden",
        "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals',"
            + " 'template', 'updateStrategy', 'revisionHistoryLimit',"
            + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
  }

  @Test
  void aServicesAddressStaysAsItIs() {
    apply("v1", "services", "Service", "{'ports':[{'port':80}]}");

    refused(
        apply("v1", "services", "Service", "{'clusterIP':'None','ports':[{'port':80}]}"),
        "spec.clusterIPs[0]",
        "FieldValueInvalid",
        "Invalid value: [\"None\"]: may not change once set");
  }

  @Test
  void ofAClaimOnlyItsSizeMayChange() {
    String spec =
        "{'storageClassName':'%s','accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}";
    apply("v1", "persistentvolumeclaims", "PersistentVolumeClaim", spec.formatted("one"));

    refused(
        apply("v1", "persistentvolumeclaims", "PersistentVolumeClaim", spec.formatted("two")),
        "spec",
        "FieldValueForbidden",
        "Forbidden: spec is immutable after creation except resources.requests and"
            + " volumeAttributesClassName for bound claims");
  }

  @Test
  void ofAPodTheImageMayChangeAndHardlyAnythingElse() {
    String spec =
        "{'restartPolicy':'Never','containers':[{'name':'a','image':'i:%s','args':['%s']}]}";
    apply("v1", "pods", "Pod", spec.formatted("1", "a"));
    assertThat(apply("v1", "pods", "Pod", spec.formatted("2", "a")).code()).isEqualTo(200);

    refused(
        apply("v1", "pods", "Pod", spec.formatted("1", "b")),
        "spec",
        "FieldValueForbidden",
        "Forbidden: pod updates may not change fields other than `spec.containers[*].image`");
  }

  @Test
  void aBindingsRoleStaysAsItIs() {
    String body =
        "{'apiVersion':'rbac.authorization.k8s.io/v1','kind':'RoleBinding','metadata':{'name':'x'},"
            + "'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'Role','name':'%s'}}";
    String bindings = path("rbac.authorization.k8s.io/v1", "rolebindings");
    api.apply(bindings, "me", body.formatted("one"));

    refused(
        api.apply(bindings, "me", body.formatted("two")),
        "roleRef",
        "FieldValueInvalid",
        "cannot change roleRef");
  }
}
