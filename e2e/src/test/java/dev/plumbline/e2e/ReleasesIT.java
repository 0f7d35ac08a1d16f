package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import dev.plumbline.testkit.harness.WatchLog;
import dev.plumbline.testkit.harness.WatchLog.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The worked examples of the documentation, as they stand there, carried out. */
@ExtendWith(EndToEnd.class)
class ReleasesIT {

  private static final Path PAGE = Path.of("../docs/blue-green-and-canary.md");
  private static final Pattern FILE =
      Pattern.compile("```yaml\n# (\\S+)\n(.*?)```", Pattern.DOTALL);

  private final Stage stage;

  ReleasesIT(Stage stage) {
    this.stage = stage;
  }

  @Test
  void blueServesUntilGreenIsTestedAndGoesOnlyWhenNobodyIsSentToItAnyMore() throws IOException {
    // given
    Example example = Example.of("Blue/green");
    HostedRepository repository = stage.git().repository("colours");
    example.before().forEach(repository::write);
    RunningApplication app = stage.application("colours", repository, "").create();
    app.awaitReadyAt(repository.push("blue"));
    assertThat(colour("shop")).isEqualTo("blue");

    try (WatchLog deployments = stage.cluster().watch(stage.deployment("any"));
        WatchLog services = stage.cluster().watch(service("any"));
        WatchLog jobs = stage.cluster().watch(job("any"))) {
      // when a release does not stand the test
      example.release().forEach(repository::write);
      repository.write("smoke.yaml", failing(example.before().get("smoke.yaml"))).push("bad");

      // then
      app.awaitCondition("Ready", "False", it -> it.path("message").asText().contains("smoke"));
      assertThat(colour("shop-next")).isEqualTo("green");
      assertThat(colour("shop")).isEqualTo("blue");
      assertThat(replicas("shop-blue")).isEqualTo(2);

      // when it does
      String good = repository.write("smoke.yaml", example.before().get("smoke.yaml")).push("good");

      // then
      app.awaitReadyAt(good);
      long ready = order(deployments, "shop-green", green -> available(green, 2));
      long tested = order(jobs, "smoke", smoke -> isTrue(smoke, "Complete"));
      long switched =
          order(services, "shop", it -> it.at("/spec/selector/colour").asText().equals("green"));
      long left = order(deployments, "shop-blue", blue -> blue.at("/spec/replicas").asInt() == 0);
      assertThat(new long[] {ready, tested, switched, left}).isSorted();
      assertThat(colour("shop")).isEqualTo("green");
    }
  }

  @Test
  void theOthersFollowACanaryOnlyWhenItIsFoundWell() throws IOException {
    // given
    Example example = Example.of("Canary");
    HostedRepository repository = stage.git().repository("canary");
    example.before().forEach(repository::write);
    RunningApplication app =
        stage
            .application("canary", repository, "")
            .namespace(stage.namespace() + "-canary")
            .create();
    app.awaitReadyAt(repository.push("1.0"));
    ObjectRef stable = canaryDeployment("shop");
    ObjectRef canary = canaryDeployment("shop-canary");

    try (WatchLog deployments = stage.cluster().watch(canaryDeployment("any"))) {
      // when the canary is found bad
      version(repository, example, "1.1");
      repository.write("judge.yaml", failing(example.before().get("judge.yaml"))).push("1.1");

      // then
      app.awaitCondition("Ready", "False", it -> it.path("message").asText().contains("judge"));
      assertThat(image(canary)).endsWith(":1.1");
      assertThat(image(stable)).endsWith(":1.0");
      assertThat(isTrue(stage.cluster().get(canaryJob("alarm")), "Complete")).isTrue();

      // when somebody touches it, and the release is taken back
      stage.cluster().scale(canary, 2);
      example.before().forEach(repository::write);
      app.awaitReadyAt(repository.push("1.0 again"));

      // then
      assertThat(image(canary)).endsWith(":1.0");
      assertThat(deployments.of("shop"))
          .extracting(version -> image(version.object()))
          .noneMatch(image -> image.endsWith(":1.1"));

      // when the next is found well
      version(repository, example, "1.2");
      app.awaitReadyAt(repository.push("1.2"));

      // then
      assertThat(image(stable)).endsWith(":1.2");
      assertThat(
              order(
                  deployments, "shop-canary", it -> image(it).endsWith(":1.2") && available(it, 1)))
          .isLessThan(order(deployments, "shop", it -> image(it).endsWith(":1.2")));
    }
  }

  /**
   * An example of the page.
   *
   * @param before its files as they first stand there, by name
   * @param release those that stand there again, changed
   */
  private record Example(Map<String, String> before, Map<String, String> release) {

    static Example of(String heading) throws IOException {
      String page = Files.readString(PAGE);
      int begin = page.indexOf("\n## " + heading + "\n");
      int end = page.indexOf("\n## ", begin + 1);
      Matcher file = FILE.matcher(page.substring(begin, end < 0 ? page.length() : end));
      Map<String, String> before = new LinkedHashMap<>();
      Map<String, String> release = new LinkedHashMap<>();
      while (file.find()) {
        if (before.putIfAbsent(file.group(1), file.group(2)) != null) {
          release.put(file.group(1), file.group(2));
        }
      }
      assertThat(before).as("files of " + heading).hasSizeGreaterThan(3);
      return new Example(before, release);
    }
  }

  private static void version(HostedRepository repository, Example example, String version) {
    for (String file : new String[] {"canary.yaml", "stable.yaml"}) {
      repository.write(file, example.before().get(file).replace("shop:1.0", "shop:" + version));
    }
  }

  private static String failing(String job) {
    return job.replace(
        "  template:\n",
        "  template:\n    metadata: {annotations: {fake-kubelet/exit-code: \"1\"}}\n");
  }

  private ObjectRef service(String name) {
    return stage.object("v1", "Service", name);
  }

  private ObjectRef job(String name) {
    return stage.object("batch/v1", "Job", name);
  }

  private ObjectRef canaryDeployment(String name) {
    return ObjectRef.of("apps/v1", "Deployment", stage.namespace() + "-canary", name);
  }

  private ObjectRef canaryJob(String name) {
    return ObjectRef.of("batch/v1", "Job", stage.namespace() + "-canary", name);
  }

  private String colour(String service) {
    return stage.cluster().get(service(service)).at("/spec/selector/colour").asText();
  }

  private int replicas(String deployment) {
    return stage.cluster().get(stage.deployment(deployment)).at("/spec/replicas").asInt();
  }

  private String image(ObjectRef deployment) {
    return image(stage.cluster().get(deployment));
  }

  private static String image(ObjectNode deployment) {
    return deployment.at("/spec/template/spec/containers/0/image").asText();
  }

  /** When it was so for the first time. */
  private static long order(WatchLog log, String name, Predicate<ObjectNode> filter) {
    log.await(RunningApplication.PATIENCE, name, filter);
    return log.of(name).stream()
        .filter(version -> !version.deleted() && filter.test(version.object()))
        .mapToLong(Version::order)
        .min()
        .orElseThrow();
  }

  private static boolean available(ObjectNode deployment, int replicas) {
    return deployment.at("/status/updatedReplicas").asInt() == replicas
        && deployment.at("/status/availableReplicas").asInt() == replicas
        && deployment.at("/status/observedGeneration").asInt()
            == deployment.at("/metadata/generation").asInt();
  }

  private static boolean isTrue(ObjectNode object, String type) {
    for (JsonNode condition : object.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }
}
