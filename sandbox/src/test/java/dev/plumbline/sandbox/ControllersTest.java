package dev.plumbline.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControllersTest {

  private static Sandbox sandbox;
  private static ApiClient api;
  private String ns;

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
  }

  private String path(String groupVersion, String plural) {
    return (groupVersion.equals("v1") ? "/api/v1" : "/apis/" + groupVersion)
        + "/namespaces/"
        + ns
        + "/"
        + plural;
  }

  private static String workload(String kind, String image, String annotations, String more) {
    return """
        {'apiVersion':'apps/v1','kind':'%s','metadata':{'name':'web'},'spec':{%s'selector':{'matchLabels':{'a':'b'}},
         'template':{'metadata':{'labels':{'a':'b'},'annotations':%s},'spec':{'containers':[{'name':'app','image':'%s'}]}}}}"""
        .formatted(kind, more, annotations, image);
  }

  private static String condition(JsonNode object, String type) {
    for (JsonNode condition : object.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText() + " " + condition.path("reason").asText();
      }
    }
    return "";
  }

  private JsonNode object(String path) {
    return api.get(path).body();
  }

  @Test
  void aDeploymentRollsOutAndOverToANewTemplate() {
    String web = path("apps/v1", "deployments") + "/web";
    api.apply(web, "me", workload("Deployment", "i:1", "{}", "'replicas':2,"));
    await()
        .until(() -> condition(object(web), "Progressing").equals("True NewReplicaSetAvailable"));
    JsonNode first = object(web);
    assertThat(first.at("/status/availableReplicas").asInt()).isEqualTo(2);
    assertThat(first.at("/status/observedGeneration").asInt()).isEqualTo(1);
    assertThat(condition(first, "Available")).isEqualTo("True MinimumReplicasAvailable");
    assertThat(first.at("/metadata/managedFields").toString())
        .contains("\"manager\":\"kube-controller-manager\"", "\"subresource\":\"status\"");

    api.apply(web, "me", workload("Deployment", "i:2", "{}", "'replicas':2,"));
    await()
        .untilAsserted(
            () -> {
              JsonNode now = object(web);
              assertThat(now.at("/status/observedGeneration").asInt()).isEqualTo(2);
              assertThat(now.at("/status/updatedReplicas").asInt()).isEqualTo(2);
              assertThat(now.at("/status/replicas").asInt()).isEqualTo(2);
              assertThat(now.at("/metadata/annotations").toString()).contains("\"2\"");
            });

    api.delete(web);
    await().until(() -> object(path("v1", "pods")).path("items").isEmpty());
  }

  @Test
  void aDeploymentThatCannotBecomeReadyExceedsItsDeadline() {
    String web = path("apps/v1", "deployments") + "/web";
    api.apply(web, "me", workload("Deployment", "i:missing", "{}", "'progressDeadlineSeconds':1,"));
    await()
        .until(
            () -> condition(object(web), "Progressing").equals("False ProgressDeadlineExceeded"));
    assertThat(condition(object(web), "Available")).startsWith("False");
    JsonNode pod = object(path("v1", "pods")).at("/items/0");
    assertThat(pod.at("/status/containerStatuses/0/state/waiting/reason").asText())
        .isEqualTo("ImagePullBackOff");
  }

  @Test
  void annotationsSteerThePods() {
    String web = path("apps/v1", "replicasets") + "/web";
    api.apply(
        web, "me", workload("ReplicaSet", "i:1", "{'fake-kubelet/fail':'CrashLoopBackOff'}", ""));
    await()
        .until(
            () ->
                object(path("v1", "pods"))
                    .at("/items/0/status/containerStatuses/0/state/waiting/reason")
                    .asText()
                    .equals("CrashLoopBackOff"));
    assertThat(object(web).at("/status/readyReplicas").asInt()).isZero();
  }

  @Test
  void aStatefulSetHasNamedPodsAndBoundClaims() {
    String web = path("apps/v1", "statefulsets") + "/web";
    api.apply(
        web,
        "me",
        workload(
            "StatefulSet",
            "i:1",
            "{}",
            "'replicas':2,'serviceName':'web','volumeClaimTemplates':[{'metadata':{'name':'d'},"
                + "'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}],"));
    await().until(() -> object(web).at("/status/readyReplicas").asInt() == 2);
    assertThat(object(path("v1", "pods") + "/web-1").at("/status/phase").asText())
        .isEqualTo("Running");
    await()
        .until(
            () ->
                object(path("v1", "persistentvolumeclaims") + "/d-web-0")
                    .at("/status/phase")
                    .asText()
                    .equals("Bound"));
  }

  @Test
  void aDaemonSetRunsOnTheOneNode() {
    String web = path("apps/v1", "daemonsets") + "/web";
    api.apply(web, "me", workload("DaemonSet", "i:1", "{}", ""));
    await().until(() -> object(web).at("/status/numberAvailable").asInt() == 1);
  }

  @Test
  void jobsCompleteOrFailByTheExitCode() {
    String jobs = path("batch/v1", "jobs");
    String job =
        """
        {'metadata':{'name':'%s'},'spec':{'backoffLimit':0,'template':{'metadata':{'annotations':{'fake-kubelet/exit-code':'%s'}},
          'spec':{'restartPolicy':'Never','containers':[{'name':'a','image':'i:1'}]}}}}""";
    api.post(jobs, job.formatted("good", "0"));
    api.post(jobs, job.formatted("bad", "3"));
    await().until(() -> condition(object(jobs + "/good"), "Complete").startsWith("True"));
    await()
        .until(
            () -> condition(object(jobs + "/bad"), "Failed").equals("True BackoffLimitExceeded"));
    assertThat(object(jobs + "/good").at("/status/succeeded").asInt()).isEqualTo(1);
  }

  private static String job(String spec, String seconds) {
    return """
        {'metadata':{'name':'job'},'spec':{%s'template':{'metadata':{'annotations':{'fake-kubelet/ready-after':'%s'}},
          'spec':{'restartPolicy':'Never','containers':[{'name':'a','image':'i:1'}]}}}}"""
        .formatted(spec, seconds);
  }

  @Test
  void aJobRunsNoLongerThanItMay() {
    String jobs = path("batch/v1", "jobs");
    api.post(jobs, job("'activeDeadlineSeconds':1,", "600"));
    await().until(() -> condition(object(jobs + "/job"), "Failed").equals("True DeadlineExceeded"));
    await().until(() -> object(path("v1", "pods")).path("items").isEmpty());
  }

  @Test
  void aJobThatHasEndedGoesAfterItsTime() {
    String jobs = path("batch/v1", "jobs");
    api.post(jobs, job("'ttlSecondsAfterFinished':0,", "0"));
    await().until(() -> api.get(jobs + "/job").code() == 404);
    await().until(() -> object(path("v1", "pods")).path("items").isEmpty());
  }

  @Test
  void aJobIsLeftToTheControllerThatItNames() {
    String jobs = path("batch/v1", "jobs");
    api.post(jobs, job("'ttlSecondsAfterFinished':0,'managedBy':'example.com/runner',", "0"));
    api.post(jobs, job("", "0").replace("'job'", "'other'"));
    await().until(() -> condition(object(jobs + "/other"), "Complete").startsWith("True"));
    assertThat(object(jobs + "/job").path("status").isEmpty()).isTrue();

    String ended =
        """
        {'status':{'conditions':[{'type':'Complete','status':'True','lastTransitionTime':'2026-01-01T00:00:00Z'}]}}""";
    api.patch(jobs + "/job/status", ApiClient.MERGE, ended);
    await().until(() -> api.get(jobs + "/job").code() == 404);
  }

  @Test
  void aJobLeavesItsPodsUnlessAskedToTakeThem() {
    String jobs = path("batch/v1", "jobs");
    String pods = path("v1", "pods");
    api.post(jobs, job("", "600"));
    await().until(() -> object(pods).path("items").size() == 1);
    api.delete(jobs + "/job");
    await().until(() -> api.get(jobs + "/job").code() == 404);
    assertThat(object(pods).at("/items/0/metadata/ownerReferences").isMissingNode()).isTrue();
    api.delete(pods + "/" + object(pods).at("/items/0/metadata/name").asText());

    await().until(() -> object(pods).path("items").isEmpty());
    api.post(jobs, job("", "600"));
    await().until(() -> object(pods).path("items").size() == 1);
    api.delete(jobs + "/job", "{'propagationPolicy':'Background'}");
    await().until(() -> object(pods).path("items").isEmpty());
  }

  @Test
  void whatIsDeletedInTheForegroundGoesAfterAllThatItOwns() {
    String web = path("apps/v1", "deployments") + "/web";
    String pods = path("v1", "pods");
    api.apply(web, "me", workload("Deployment", "i:1", "{}", ""));
    await().until(() -> object(pods).path("items").size() == 1);
    String pod = pods + "/" + object(pods).at("/items/0/metadata/name").asText();
    api.patch(pod, ApiClient.MERGE, "{'metadata':{'finalizers':['example.com/hold']}}");

    api.delete(web, "{'propagationPolicy':'Foreground'}");
    await().until(() -> object(pod).at("/metadata/deletionTimestamp").isTextual());
    assertThat(object(web).at("/metadata/finalizers").toString()).contains("foregroundDeletion");
    assertThat(object(path("apps/v1", "replicasets")).path("items")).hasSize(1);

    api.patch(pod, ApiClient.MERGE, "{'metadata':{'finalizers':null}}");
    await().until(() -> api.get(web).code() == 404);
    assertThat(object(pods).path("items")).isEmpty();
  }

  @Test
  void aLoadBalancerGetsAnAddress() {
    String services = path("v1", "services");
    api.post(
        services, "{'metadata':{'name':'s'},'spec':{'type':'LoadBalancer','ports':[{'port':80}]}}");
    await()
        .until(() -> object(services + "/s").at("/status/loadBalancer/ingress/0/ip").isTextual());
  }

  @Test
  void anIngressGetsAnAddress() {
    String ingresses = path("networking.k8s.io/v1", "ingresses");
    api.post(
        ingresses,
        "{'metadata':{'name':'i'},'spec':{'defaultBackend':{'service':{'name':'s','port':{'number':80}}}}}");
    await()
        .until(() -> object(ingresses + "/i").at("/status/loadBalancer/ingress/0/ip").isTextual());
  }
}
