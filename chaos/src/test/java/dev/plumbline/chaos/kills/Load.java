package dev.plumbline.chaos.kills;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.testkit.RecordingSink;
import dev.plumbline.testkit.RecordingSink.Answer;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.Fleet;
import dev.plumbline.testkit.harness.Fleet.Member;
import dev.plumbline.testkit.harness.GitHost;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Stage;
import dev.plumbline.testkit.harness.WatchLog;
import dev.plumbline.testkit.harness.WebhookCaller;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * People at work on some applications, without a pause: pushes that add, change and remove objects,
 * now and then one that cannot be rendered; hand edits and deletions; applications that come and
 * go. What they do, and in which order, is a function of the seed alone.
 */
final class Load implements AutoCloseable {

  /** How long what should take seconds may take, for machines are busy and services are down. */
  static final Duration PATIENCE = Duration.ofSeconds(180);

  private static final Duration PACE = Duration.ofMillis(250);
  private static final String SECRET = "shared between the Git host and webhook-ingest";

  private final Fleet fleet;
  private final String namespace;
  private final Random random;
  private final GitHost git = GitHost.open();
  private final RecordingSink sink = new RecordingSink();
  private final List<HostedRepository> repositories = new ArrayList<>();
  private final Map<HostedRepository, String> heads = new ConcurrentHashMap<>();
  private final List<Plot> plots = new ArrayList<>();
  private final Set<String> deletedByHand = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> done = new ConcurrentSkipListMap<>();
  private final ExecutorService tellers = Executors.newCachedThreadPool(Load::daemon);
  private final ExecutorService worker = Executors.newSingleThreadExecutor(Load::daemon);
  private final AtomicBoolean over = new AtomicBoolean();
  private final WatchLog objects;
  private final String webhookPath;
  private @Nullable Future<?> work;
  private @Nullable String guest;
  private int guests;

  /**
   * Sets the scene and waits until all applications have converged once.
   *
   * @param name of the namespace, which is new in each run
   */
  Load(Fleet fleet, String name, long seed, int applications, int repositories) {
    this.fleet = fleet;
    this.namespace = name + "-" + Stage.random(3);
    this.random = new Random(seed);
    create("v1", "Namespace", namespace, "{}");
    this.objects = fleet.cluster().watch(ref("v1", "ConfigMap", "any"));
    this.webhookPath = openWebhook();
    openNotifications();
    for (int i = 0; i < repositories; i++) {
      this.repositories.add(git.repository("repository-" + i));
    }
    for (int i = 0; i < applications; i++) {
      Plot plot =
          new Plot("app" + i, this.repositories.get(i % repositories), namespace, i % 4 == 0);
      plot.grow(random);
      plots.add(plot);
    }
    this.repositories.forEach(repository -> push(repository, "Begin"));
    plots.forEach(plot -> createApplication(plot.name(), plot.repository(), false));
    awaitNewest();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "load");
    thread.setDaemon(true);
    return thread;
  }

  /** Goes to work, until {@link #finish}. */
  void begin() {
    work =
        worker.submit(
            () -> {
              while (!over.get()) {
                operate();
                TimeUnit.MILLISECONDS.sleep(PACE.toMillis());
              }
              return null;
            });
  }

  /**
   * Ends the work with one push of everything, and waits until all have followed it.
   *
   * @param last what that commit has
   */
  void finish(Consumer<Plot> last) {
    over.set(true);
    try {
      if (work != null) {
        work.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException e) {
      throw new AssertionError("the load failed", e);
    }
    if (guest != null) {
      fleet.cluster().delete(application(guest));
    }
    plots.forEach(last);
    repositories.forEach(repository -> push(repository, "Change all"));
    awaitNewest();
  }

  Fleet fleet() {
    return fleet;
  }

  String namespace() {
    return namespace;
  }

  List<Plot> plots() {
    return plots;
  }

  /** Every version of its ConfigMaps that there was. */
  WatchLog objects() {
    return objects;
  }

  /** The uids of what somebody deleted by hand. */
  Set<String> deletedByHand() {
    return deletedByHand;
  }

  /** Everything that was told, at {@code /hook}, {@code /slack} and {@code /pagerduty}. */
  RecordingSink sink() {
    return sink;
  }

  /** How often each thing was done. */
  Map<String, Integer> done() {
    return done;
  }

  /** The newest commit of a repository. */
  String head(Plot plot) {
    return Optional.ofNullable(heads.get(plot.repository())).orElseThrow();
  }

  ObjectRef application(String name) {
    return ref("plumbline.dev/v1alpha1", "Application", name);
  }

  @Override
  public void close() {
    over.set(true);
    worker.shutdownNow();
    tellers.shutdownNow();
    objects.close();
    git.close();
    sink.close();
    plots.forEach(plot -> fleet.cluster().delete(application(plot.name())));
    fleet.cluster().delete(ObjectRef.of("v1", "Namespace", "", namespace));
  }

  private void operate() {
    Plot plot = plots.get(random.nextInt(plots.size()));
    int kind = random.nextInt(100);
    if (kind < 5) {
      count("broken pushes");
      plot.spoil();
      push(plot.repository(), "Break " + plot.name());
    } else if (kind < 50) {
      count("pushes");
      plot.grow(random);
      push(plot.repository(), "Change " + plot.name());
    } else if (kind < 58) {
      count("pushes to several");
      plots.stream()
          .filter(other -> other.repository() == plot.repository())
          .forEach(other -> other.grow(random));
      push(plot.repository(), "Change all");
    } else if (kind < 75) {
      edit(plot);
    } else if (kind < 88) {
      delete(plot);
    } else {
      welcomeOrSeeOff();
    }
  }

  private void edit(Plot plot) {
    String object = plot.anyObject(random);
    int value = random.nextInt();
    count("hand edits");
    int status =
        fleet
            .cluster()
            .tryMerge(plot.ref(object), "data: {value: 'by hand " + value + "'}", "kubectl-edit")
            .status();
    if (status != 200 && status != 404) {
      throw new AssertionError("a hand edit is answered " + status);
    }
  }

  private void delete(Plot plot) {
    ObjectRef ref = plot.ref(plot.anyObject(random));
    count("hand deletions");
    fleet
        .cluster()
        .find(ref)
        .map(live -> live.at("/metadata/uid").asText())
        .ifPresent(
            uid -> {
              deletedByHand.add(uid);
              fleet.cluster().delete(ref, uid);
            });
  }

  /** An application that is deleted later, its objects with it. */
  private void welcomeOrSeeOff() {
    String leaving = guest;
    if (leaving != null) {
      count("applications deleted");
      fleet.cluster().delete(application(leaving));
      guest = null;
      return;
    }
    count("applications added");
    guests++;
    String name = "guest" + guests;
    HostedRepository repository = repositories.get(guests % repositories.size());
    new Plot(name, repository, namespace, false).grow(random);
    push(repository, "Welcome " + name);
    createApplication(name, repository, true);
    guest = name;
  }

  private void count(String what) {
    done.merge(what, 1, Integer::sum);
  }

  private void push(HostedRepository repository, String message) {
    String before = heads.getOrDefault(repository, "0".repeat(40));
    String commit = repository.push(message);
    heads.put(repository, commit);
    fleet.members("webhook-ingest").stream()
        .map(Member::address)
        .flatMap(Optional::stream)
        .findFirst()
        .ifPresent(address -> tellers.execute(() -> tell(address, repository, before, commit)));
  }

  /** A webhook may be lost, for whoever takes it may die of it. */
  private void tell(URI address, HostedRepository repository, String before, String commit) {
    try {
      new WebhookCaller(address.resolve(webhookPath), WebhookCaller.Provider.GENERIC, SECRET)
          .tell(repository.url(), "refs/heads/main", before, commit);
    } catch (UncheckedIOException e) {
      tellers.execute(() -> count("webhooks lost"));
    }
  }

  /** Waits until every application says that it is ready at the newest commit. */
  void awaitNewest() {
    for (Plot plot : plots) {
      Waiting.until(
          PATIENCE,
          () ->
              plot.name()
                  + " is not at "
                  + head(plot)
                  + ": "
                  + fleet.cluster().find(application(plot.name())),
          () -> isReadyAt(fleet.cluster().get(application(plot.name())), head(plot)));
    }
  }

  private static boolean isReadyAt(ObjectNode application, String commit) {
    boolean ready = false;
    for (var condition : application.at("/status/conditions")) {
      ready |=
          condition.path("type").asText().equals("Ready")
              && condition.path("status").asText().equals("True");
    }
    return ready
        && application.at("/status/sync/revision").asText().equals(commit)
        && application.at("/status/sync/status").asText().equals("Synced");
  }

  private void createApplication(String name, HostedRepository repository, boolean finalizer) {
    ObjectNode application =
        Cluster.parse(
            """
            apiVersion: plumbline.dev/v1alpha1
            kind: Application
            metadata: {name: %1$s, namespace: %2$s, finalizers: [%3$s]}
            spec:
              source: {repoURL: %4$s, targetRevision: main, path: %1$s}
              destination: {namespace: %2$s}
              syncPolicy: {automated: {prune: true, selfHeal: true}}
            """
                .formatted(
                    name, namespace, finalizer ? "plumbline.dev/resources" : "", repository.url()));
    fleet.cluster().create(application).object();
  }

  private String openWebhook() {
    create("v1", "Secret", "hook", "stringData: {token: " + SECRET + "}");
    create(
        "plumbline.dev/v1alpha1",
        "WebhookSource",
        "hook",
        "spec: {provider: generic-hmac, secretRef: {name: hook}}");
    ObjectRef source = ref("plumbline.dev/v1alpha1", "WebhookSource", "hook");
    Waiting.until(
        PATIENCE,
        () -> "the webhook source has no path: " + fleet.cluster().get(source),
        () -> fleet.cluster().get(source).at("/status/webhookPath").isTextual());
    return fleet.cluster().get(source).at("/status/webhookPath").asText();
  }

  private void openNotifications() {
    sink.answer(
        request ->
            request.path().equals("/pagerduty") ? Answer.of(202, "{}") : Answer.of(200, "ok"));
    create("v1", "Secret", "slack", "stringData: {address: '" + sink.url("/slack") + "'}");
    create("v1", "Secret", "pagerduty", "stringData: {token: 0123456789abcdef0123456789abcdef}");
    provider("slack", "type: slack, secretRef: {name: slack}");
    provider(
        "pagerduty",
        "type: pagerduty, address: '" + sink.url("/pagerduty") + "', secretRef: {name: pagerduty}");
    provider("hook", "type: webhook, address: '" + sink.url("/hook") + "'");
    create(
        "plumbline.dev/v1alpha1",
        "NotificationRoute",
        "everything",
        """
        spec:
          providers: [slack, pagerduty, hook]
          events: [Drift, RenderFailed, SyncFailed, ConvergenceLost, ConvergenceReached]
        """);
  }

  private void provider(String name, String spec) {
    create("plumbline.dev/v1alpha1", "NotificationProvider", name, "spec: {" + spec + "}");
  }

  private void create(String apiVersion, String kind, String name, String rest) {
    String place = kind.equals("Namespace") ? "" : ", namespace: " + namespace;
    fleet
        .cluster()
        .create(
            Cluster.parse(
                "apiVersion: %s%nkind: %s%nmetadata: {name: %s%s}%n%s"
                    .formatted(apiVersion, kind, name, place, rest.equals("{}") ? "" : rest)))
        .object();
  }

  private ObjectRef ref(String apiVersion, String kind, String name) {
    return ObjectRef.of(apiVersion, kind, namespace, name);
  }
}
