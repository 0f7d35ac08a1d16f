import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/**
 * The main job once, from outside: up, push, converged, drift healed, down, and up again. Run from
 * the project's root with the libraries of the built application on the class path.
 */
public final class MainJob {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static int passed;

  /** Ends the process itself: the cluster client's threads would keep it for ever. */
  public static void main(String[] args) {
    try {
      runAll();
      System.exit(0);
    } catch (Exception | AssertionError e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void runAll() throws Exception {
    Path work = Files.createTempDirectory("plumbline-main-job");
    Path data = work.resolve("data");
    try {
      Process up = up(data, work.resolve("up-1.log"));
      try {
        run(data, work);
      } finally {
        down(up);
      }
      passed("down");
      Process again = up(data, work.resolve("up-2.log"));
      try {
        JsonNode endpoints = endpoints(data);
        try (KubernetesClient client = client(endpoints)) {
          await("what was there is still there", () -> greeting(client).equals("Good morning"));
        }
      } finally {
        down(again);
      }
      passed("up again");
      System.out.println(passed + " passed, 0 failed");
    } catch (Exception | AssertionError e) {
      for (String log : new String[] {"up-1.log", "up-2.log", "data/plumbline.log"}) {
        tail(work.resolve(log));
      }
      System.out.println(passed + " passed, 1 failed");
      throw e;
    } finally {
      try (var files = Files.walk(work)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  private static void run(Path data, Path work) throws Exception {
    JsonNode endpoints = endpoints(data);
    passed("up");
    try (KubernetesClient client = client(endpoints)) {
      await("the sample is on the cluster", () -> greeting(client).equals("Hello"));
      await("the sample has converged", () -> healthy(client, "guestbook") && healthy(client, "greeter"));
      push(URI.create(endpoints.get("git").asText()), work.resolve("clone"));
      Instant pushed = Instant.now();
      await("the push is on the cluster", () -> greeting(client).equals("Good morning"));
      System.out.println("push to cluster: " + Duration.between(pushed, Instant.now()).toMillis() + " ms");
      passed("push converged");
      client.apps().deployments().inNamespace("guestbook").withName("guestbook").scale(7);
      Instant scaled = Instant.now();
      await(
          "the hand edit is undone",
          () ->
              client
                      .apps()
                      .deployments()
                      .inNamespace("guestbook")
                      .withName("guestbook")
                      .get()
                      .getSpec()
                      .getReplicas()
                  == 2);
      System.out.println("hand edit to healed: " + Duration.between(scaled, Instant.now()).toMillis() + " ms");
      passed("drift healed");
    }
  }

  private static Process up(Path data, Path log) throws Exception {
    return new ProcessBuilder("./plumbline", "up", "--data-dir", data.toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static void down(Process up) throws Exception {
    up.destroy();
    if (!up.waitFor(60, TimeUnit.SECONDS)) {
      up.destroyForcibly();
      throw new AssertionError("up did not stop within a minute of being told to");
    }
  }

  private static JsonNode endpoints(Path data) throws Exception {
    Path file = data.resolve("endpoints.json");
    await("endpoints.json is there", () -> Files.exists(file));
    return new ObjectMapper().readTree(file.toFile());
  }

  private static KubernetesClient client(JsonNode endpoints) {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(Path.of(endpoints.get("kubeconfig").asText()).toFile()))
        .build();
  }

  private static String greeting(KubernetesClient client) {
    var map = client.configMaps().inNamespace("greeter").withName("greeter").get();
    return map == null ? "" : map.getData().get("greeting");
  }

  private static boolean healthy(KubernetesClient client, String name) {
    GenericKubernetesResource application =
        client
            .genericKubernetesResources("plumbline.dev/v1alpha1", "Application")
            .inNamespace("default")
            .withName(name)
            .get();
    return "Synced".equals(application.get("status", "sync", "status"))
        && "Healthy".equals(application.get("status", "health", "status"));
  }

  private static void push(URI url, Path clone) throws Exception {
    String[] user = url.getUserInfo().split(":", 2);
    var credentials = new UsernamePasswordCredentialsProvider(user[0], user[1]);
    String plain = url.toString().replace(url.getUserInfo() + "@", "");
    try (Git git =
        Git.cloneRepository()
            .setURI(plain)
            .setDirectory(clone.toFile())
            .setCredentialsProvider(credentials)
            .call()) {
      Path file = clone.resolve("apps/greeter/configmap.yaml");
      Files.writeString(file, Files.readString(file).replace("Hello", "Good morning"));
      git.commit().setAll(true).setMessage("Greet the morning").setSign(false).setAuthor("ci", "ci@example.com").setCommitter("ci", "ci@example.com").call();
      git.push().setCredentialsProvider(credentials).call();
    }
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.call()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("it did not happen that " + what);
      }
      Thread.sleep(50);
    }
  }

  private static void passed(String step) {
    passed++;
    System.out.println("main job: " + step);
  }

  private static void tail(Path log) throws Exception {
    if (Files.exists(log)) {
      var lines = Files.readAllLines(log);
      System.out.println("--- " + log.getFileName());
      lines.stream().skip(Math.max(0, lines.size() - 60)).forEach(System.out::println);
    }
  }
}
