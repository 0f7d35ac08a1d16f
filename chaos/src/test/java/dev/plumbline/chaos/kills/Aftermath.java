package dev.plumbline.chaos.kills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.DriftEvent.ConvergenceReached;
import dev.plumbline.testkit.RecordingSink.Request;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.WatchLog.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What must be so once a load has finished and all is quiet, whatever happened meanwhile. */
final class Aftermath {

  private final Load load;

  Aftermath(Load load) {
    this.load = load;
  }

  /** Everything that must hold when each service has one instance. */
  void check(int strikesOnNotifiers) {
    checkAllButOrder(strikesOnNotifiers);
    noObjectWentBackwards(Version::name);
  }

  /**
   * As above; but what an owner that stood still was about to make, the next one may have made and
   * deleted meanwhile, and the API server cannot tell that from what never was. It is made again
   * and goes again. So the order is that of each object's life.
   */
  void checkWithSeveralOwners(int strikesOnNotifiers) {
    checkAllButOrder(strikesOnNotifiers);
    noObjectWentBackwards(version -> version.name() + " " + uid(version));
  }

  private void checkAllButOrder(int strikesOnNotifiers) {
    everyObjectIsAsTheNewestCommitWantsIt();
    nothingIsLeftBehind();
    nothingWasPrunedThatShouldNotBe();
    everyLastConvergenceIsTold();
    everyIncidentThatWasToldOfIsOver();
    noWebhookIsToldTwice();
    noPageIsOpenedAgain();
    chatIsToldTwiceAtMostOnceForEach(strikesOnNotifiers);
    nothingIsADeadLetter();
  }

  private void nothingIsADeadLetter() {
    assertThat(new Records(load.fleet().bootstrapServers()).all(Topic.DEAD_LETTERS))
        .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
        .as("dead letters")
        .isEmpty();
  }

  private void everyObjectIsAsTheNewestCommitWantsIt() {
    for (Plot plot : load.plots()) {
      for (String object : plot.objects()) {
        JsonNode data = load.fleet().cluster().get(plot.ref(object)).path("data");
        assertThat(data.path("ordinal").asText())
            .as("newest commit's ordinal in %s", object)
            .isEqualTo(Integer.toString(plot.ordinal()));
        assertThat(data.path("value").asText()).as("value of %s", object).isEqualTo("0");
      }
    }
  }

  private void nothingIsLeftBehind() {
    Set<String> wanted =
        load.plots().stream()
            .flatMap(plot -> plot.objects().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    Waiting.until(
        Load.PATIENCE,
        () -> "of ours are there " + ours() + ", wanted are " + wanted,
        () -> ours().equals(wanted));
  }

  /** The names of all objects that bear our mark. */
  private Set<String> ours() {
    Set<String> names = new TreeSet<>();
    for (JsonNode item : load.fleet().cluster().list(load.plots().get(0).ref("any"))) {
      if (item.path("metadata").path("annotations").has(Tracking.ANNOTATION)) {
        names.add(item.at("/metadata/name").asText());
      }
    }
    return names;
  }

  /**
   * An object may go by somebody's hand, with its application, or because a commit newer than what
   * it was applied from does not have it.
   */
  private void nothingWasPrunedThatShouldNotBe() {
    for (Plot plot : load.plots()) {
      histories(plot, Version::name)
          .forEach(
              (name, versions) -> {
                for (Version version : versions) {
                  if (version.deleted() && !load.deletedByHand().contains(uid(version))) {
                    assertThat(plot.droppedAfter(ordinal(version), name))
                        .as(
                            "%s, of commit %d of %d, was deleted; some newer commit lacks it",
                            name, ordinal(version), plot.ordinal())
                        .isTrue();
                  }
                }
              });
    }
  }

  /** What it was applied from never gets older, whoever wrote it. */
  private void noObjectWentBackwards(Function<Version, String> identity) {
    for (Plot plot : load.plots()) {
      histories(plot, identity)
          .forEach(
              (object, versions) ->
                  assertThat(versions.stream().map(Aftermath::ordinal).toList())
                      .as("ordinals of the commits that %s was applied from", object)
                      .isSorted());
    }
  }

  /** What was seen of each of an application's objects, in the server's order of writes. */
  private Map<String, List<Version>> histories(Plot plot, Function<Version, String> identity) {
    Map<String, List<Version>> histories = new TreeMap<>();
    for (Version version : load.objects().all()) {
      if (version.object().at("/data/ordinal").isTextual()
          && Plot.ownerOf(version.name()).equals(plot.name())) {
        histories
            .computeIfAbsent(identity.apply(version), object -> new ArrayList<>())
            .add(version);
      }
    }
    histories.values().forEach(all -> all.sort(Comparator.comparingLong(Version::order)));
    return histories;
  }

  private void everyLastConvergenceIsTold() {
    for (Plot plot : load.plots()) {
      String head = load.head(plot);
      Waiting.until(
          Load.PATIENCE,
          () -> "the convergence of " + plot.name() + " at " + head + " was not told by event",
          () -> !reached(plot, head).isEmpty());
      for (String path : List.of("/hook", "/slack")) {
        Waiting.until(
            Load.PATIENCE,
            () -> "the convergence of " + plot.name() + " at " + head + " was not told " + path,
            () -> load.sink().requests().stream().anyMatch(it -> tells(it, path, plot, head)));
      }
    }
  }

  private List<ConvergenceReached> reached(Plot plot, String head) {
    return load.fleet()
        .events()
        .of(
            ConvergenceReached.class,
            event ->
                event.application().namespace().equals(load.namespace())
                    && event.application().name().equals(plot.name())
                    && RunningApplication.commits(event.revisions(), head));
  }

  private boolean tells(Request request, String path, Plot plot, String commit) {
    return request.path().equals(path)
        && request.body().contains(load.namespace() + "/" + plot.name())
        && request.body().contains("onverged")
        && request.body().contains(commit.substring(0, 8));
  }

  private void everyIncidentThatWasToldOfIsOver() {
    Waiting.until(
        Load.PATIENCE, () -> "told of and not told to be over: " + open(), () -> open().isEmpty());
  }

  /** Incidents that a receiver of webhooks still holds for open. */
  private Set<String> open() {
    Map<String, Boolean> open = new LinkedHashMap<>();
    for (JsonNode hook : hooks().values()) {
      String incident = hook.at("/data/incidentId").asText("");
      if (!incident.isEmpty()) {
        open.merge(
            incident, !hook.at("/data/event").asText().equals("resolved"), Boolean::logicalAnd);
      }
    }
    return open.entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** What a receiver has that drops what comes again under the same id, by that id. */
  private Map<String, JsonNode> hooks() {
    Map<String, JsonNode> hooks = new LinkedHashMap<>();
    load.sink().requests(it -> it.path().equals("/hook")).stream()
        .map(Aftermath::json)
        .forEach(hook -> hooks.putIfAbsent(hook.path("id").asText(), hook));
    return hooks;
  }

  /** Told twice is what comes under two ids. */
  private void noWebhookIsToldTwice() {
    assertThat(
            hooks().values().stream()
                .filter(hook -> !hook.at("/data/facts/revision").asText("").isEmpty())
                .filter(hook -> hook.at("/data/event").asText().equals("info"))
                .map(
                    hook ->
                        hook.path("subject").asText()
                            + " "
                            + hook.at("/data/facts/revision").asText()))
        .as("convergences told, by application and revision")
        .doesNotHaveDuplicates();
    assertThat(
            hooks().values().stream()
                .map(hook -> hook.at("/data/incidentId").asText("") + hook.at("/data/event"))
                .filter(event -> event.contains("opened") || event.contains("resolved")))
        .as("beginnings and ends of incidents told")
        .doesNotHaveDuplicates();
  }

  /** A page that is closed stays closed: of one key nothing is triggered after its end. */
  private void noPageIsOpenedAgain() {
    Map<String, List<String>> actions = new HashMap<>();
    load.sink().requests(it -> it.path().equals("/pagerduty")).stream()
        .map(Aftermath::json)
        .forEach(
            page ->
                actions
                    .computeIfAbsent(page.path("dedup_key").asText(), key -> new ArrayList<>())
                    .add(page.path("event_action").asText()));
    actions.forEach(
        (key, told) -> {
          assertThat(told).as("pages of %s", key).startsWith("trigger").endsWith("resolve");
          assertThat(told.subList(told.indexOf("resolve"), told.size()))
              .as("pages of %s from its end on", key)
              .containsOnly("resolve");
        });
  }

  /** Chat knows no ids; only what was on its way when the notifier went may come again. */
  private void chatIsToldTwiceAtMostOnceForEach(int strikesOnNotifiers) {
    Map<String, Long> told =
        load.sink().requests(it -> it.path().equals("/slack")).stream()
            .map(Request::body)
            .filter(body -> body.contains("onverged"))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    long doubled = told.values().stream().mapToLong(count -> count - 1).sum();
    assertThat(doubled)
        .as("convergences that chat was told twice, with %d strikes", strikesOnNotifiers)
        .isLessThanOrEqualTo(strikesOnNotifiers);
  }

  /** One line of figures for whoever reads the log. */
  String figures() {
    List<Request> requests = load.sink().requests();
    return "load %s, versions of objects %d, requests to targets %d, of which doubled webhooks %d"
        .formatted(
            load.done(),
            load.objects().all().size(),
            requests.size(),
            requests.stream().filter(it -> it.path().equals("/hook")).count() - hooks().size());
  }

  private static int ordinal(Version version) {
    return version.object().at("/data/ordinal").asInt();
  }

  private static String uid(Version version) {
    return version.object().at("/metadata/uid").asText();
  }

  private static ObjectNode json(Request request) {
    try {
      return (ObjectNode) Json.mapper().readTree(request.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
