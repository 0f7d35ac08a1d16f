package dev.plumbline.notifier.model;

import static dev.plumbline.notifier.Samples.KEY;
import static dev.plumbline.notifier.Samples.SETTINGS;
import static dev.plumbline.notifier.Samples.TIME;
import static dev.plumbline.notifier.Samples.UID;
import static dev.plumbline.notifier.Samples.WEB;
import static dev.plumbline.notifier.Samples.changed;
import static dev.plumbline.notifier.Samples.cleared;
import static dev.plumbline.notifier.Samples.confirmationRequired;
import static dev.plumbline.notifier.Samples.drift;
import static dev.plumbline.notifier.Samples.failure;
import static dev.plumbline.notifier.Samples.lost;
import static dev.plumbline.notifier.Samples.missing;
import static dev.plumbline.notifier.Samples.reached;
import static dev.plumbline.notifier.Samples.renderFailed;
import static dev.plumbline.notifier.Samples.rendered;
import static dev.plumbline.notifier.Samples.superseded;
import static dev.plumbline.notifier.Samples.syncFailed;
import static dev.plumbline.notifier.Samples.synced;
import static dev.plumbline.notifier.Samples.unchanged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.ApplicationEvent;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.NotificationState;
import dev.plumbline.contracts.events.NotificationState.IncidentClass;
import dev.plumbline.contracts.events.NotificationState.Message;
import dev.plumbline.contracts.resources.NotificationRoute.Subject;
import dev.plumbline.notifier.Samples;
import dev.plumbline.notifier.model.Incidents.Step;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IncidentsTest {
  private static final RetryPolicy RETRIES =
      new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofHours(24));

  private final Map<Subject, List<String>> routes = new EnumMap<>(Subject.class);
  private NotificationState state = Incidents.blank(KEY, UID);
  private long offset;
  private int overtaken;

  IncidentsTest() {
    for (Subject subject : Subject.values()) {
      routes.put(subject, List.of("shop/chat"));
    }
  }

  static Stream<Arguments> classes() {
    return Stream.of(
        Arguments.of(IncidentClass.DRIFT, drift(missing(WEB)), cleared(KEY, UID)),
        Arguments.of(IncidentClass.RENDER_FAILURE, renderFailed("no"), rendered(KEY, UID)),
        Arguments.of(IncidentClass.RENDER_FAILURE, renderFailed("no"), unchanged()),
        Arguments.of(
            IncidentClass.SYNC_FAILURE, syncFailed(1, failure(WEB, "Forbidden", "no")), synced()),
        Arguments.of(IncidentClass.CONVERGENCE, lost("no"), reached("abc")));
  }

  @ParameterizedTest
  @MethodSource("classes")
  void troubleOpensAnIncidentAndReliefEndsIt(
      IncidentClass incidentClass, ApplicationEvent trouble, ApplicationEvent relief) {
    // given
    routes.put(Subject.ConvergenceReached, List.of());

    // when
    take(trouble);

    // then
    assertThat(state.incidents())
        .singleElement()
        .satisfies(i -> assertThat(i.incidentClass()).isEqualTo(incidentClass));
    assertThat(events()).containsExactly("opened");
    String id = state.incidents().get(0).id();
    assertThat(state.outbox().get(0).incidentId()).isEqualTo(id);

    // when
    sendAll();
    take(relief);

    // then
    assertThat(state.incidents()).isEmpty();
    assertThat(events()).containsExactly("resolved");
    assertThat(state.outbox().get(0).incidentId()).isEqualTo(id);
  }

  @ParameterizedTest
  @MethodSource("classes")
  void theSameTroubleAgainIsNoNews(
      IncidentClass incidentClass, ApplicationEvent trouble, ApplicationEvent relief) {
    // given
    take(trouble);
    NotificationState before = state;

    // when
    take(trouble);

    // then
    assertThat(state).isSameAs(before);
  }

  @ParameterizedTest
  @MethodSource("classes")
  void reliefWithoutTroubleIsNoNews(
      IncidentClass incidentClass, ApplicationEvent trouble, ApplicationEvent relief) {
    // given
    routes.put(Subject.ConvergenceReached, List.of());
    NotificationState before = state;

    // when
    take(relief);

    // then
    assertThat(state).isSameAs(before);
  }

  @Test
  void anotherValueAtTheSamePathIsNoNews() {
    take(drift(changed(WEB, "spec.replicas", "3", "5")));
    NotificationState before = state;
    take(drift(changed(WEB, "spec.replicas", "3", "7")));
    assertThat(state).isSameAs(before);
  }

  @Test
  void theSameObjectsInAnotherOrderAreNoNews() {
    take(drift(missing(WEB), missing(SETTINGS)));
    NotificationState before = state;
    take(drift(missing(SETTINGS), missing(WEB)));
    assertThat(state).isSameAs(before);
  }

  @Test
  void anotherPathIsAnUpdateOfTheSameIncident() {
    // given
    take(drift(changed(WEB, "spec.replicas", "3", "5")));
    String id = state.incidents().get(0).id();
    sendAll();

    // when
    take(drift(changed(WEB, "spec.paused", null, "true")));

    // then
    assertThat(events()).containsExactly("updated");
    assertThat(state.incidents()).singleElement().satisfies(i -> assertThat(i.id()).isEqualTo(id));
    assertThat(state.incidents().get(0).version()).isEqualTo(2);
  }

  @Test
  void anotherRenderMessageIsAnUpdateAndAnotherAttemptToSyncIsNot() {
    // given
    take(renderFailed("line 3 is wrong"));
    take(syncFailed(1, failure(WEB, "Forbidden", "took 2.08s")));
    sendAll();

    // when
    take(renderFailed("line 4 is wrong"));
    take(syncFailed(2, failure(WEB, "Forbidden", "took 3.11s")));

    // then
    assertThat(state.outbox()).extracting(Message::event).containsExactly("updated");
    assertThat(state.outbox().get(0).type()).isEqualTo("dev.plumbline.render.failed");
  }

  @Test
  void aHookThatFailsAgainUnderAnotherNameIsNoNews() {
    // given
    take(syncFailed(1, failure(run("migrate-98db27-a1b2c3"), "HookFailed", "exit 1")));
    NotificationState before = state;

    // when
    take(syncFailed(2, failure(run("migrate-98db27-d4e5f6"), "HookFailed", "exit 1")));

    // then
    assertThat(state).isSameAs(before);

    // when
    take(syncFailed(3, failure(run("migrate-000000-d4e5f6"), "HookFailed", "exit 1")));

    // then
    assertThat(state).isNotSameAs(before);
  }

  private static ObjectRef run(String name) {
    return ObjectRef.of("batch/v1", "Job", "shop", name);
  }

  @Test
  void aQuestionIsToldOnceAndIsNoIncident() {
    // when
    take(confirmationRequired("abc", 7));

    // then
    assertThat(events()).containsExactly("info");
    assertThat(state.incidents()).isEmpty();
    NotificationState asked = state;

    // when
    take(confirmationRequired("abc", 7));

    // then
    assertThat(state).isSameAs(asked);
  }

  @Test
  void anotherQuestionTakesThePlaceOfOneThatWasNotToldYet() {
    // given
    take(confirmationRequired("abc", 7));

    // when
    take(confirmationRequired("def", 8));

    // then
    assertThat(state.outbox()).extracting(Message::title).singleElement().asString().contains("8");
  }

  @Test
  void aQuestionAndTheWordOfConvergenceDoNotDisplaceEachOther() {
    // given
    take(confirmationRequired("abc", 7));

    // when
    take(reached("abc"));

    // then
    assertThat(state.outbox())
        .extracting(Message::type)
        .containsExactly(
            "dev.plumbline.confirmation.required", "dev.plumbline.convergence.reached");
    assertThat(state.outbox()).extracting(Message::id).doesNotHaveDuplicates();
  }

  @Test
  void aSupersededSyncChangesNothing() {
    take(syncFailed(1, failure(WEB, "Forbidden", "no")));
    NotificationState before = state;
    take(superseded());
    assertThat(state).isSameAs(before);
    assertThat(Signals.concern(superseded())).isFalse();
  }

  @Test
  void aMessageFromAnAppWithAProblemOfTheSameClassAfterItsEndIsANewIncident() {
    take(drift(missing(WEB)));
    String first = state.incidents().get(0).id();
    sendAll();
    take(cleared(KEY, UID));
    take(drift(missing(WEB)));
    assertThat(state.incidents().get(0).id()).isNotEqualTo(first);
  }

  @Test
  void anEventThatComesAgainMakesNothing() {
    // given
    Occurrence occurrence = occurrence(drift(missing(WEB)));
    Step first = take(state, occurrence, drift(missing(WEB)));
    NotificationState sent = sent(first.state());

    // when
    Step again = take(sent, occurrence, drift(missing(WEB)));

    // then
    assertThat(again.state()).isSameAs(sent);
  }

  @Test
  void anOldEventAfterItsResolutionOpensNothing() {
    // given
    Occurrence opened = occurrence(drift(missing(WEB)));
    state = sent(take(state, opened, drift(missing(WEB))).state());
    take(cleared(KEY, UID));
    sendAll();
    NotificationState before = state;

    // when
    Step again = take(state, opened, drift(missing(WEB)));

    // then
    assertThat(again.state()).isSameAs(before);
  }

  @Test
  void theSameEventGivesTheSameIdsWhoeverTakesIt() {
    Occurrence occurrence = occurrence(drift(missing(WEB)));
    NotificationState one = take(state, occurrence, drift(missing(WEB))).state();
    NotificationState other = take(state, occurrence, drift(missing(WEB))).state();
    assertThat(one).isEqualTo(other);
  }

  @Test
  void aRestartGoesOnFromTheStoredState() throws Exception {
    // given
    take(drift(missing(WEB)));
    byte[] stored = Json.mapper().writeValueAsBytes(sent(state));

    // when
    state = Json.mapper().readValue(stored, NotificationState.class);
    take(drift(missing(WEB)));
    assertThat(state.outbox()).isEmpty();
    take(cleared(KEY, UID));

    // then
    assertThat(events()).containsExactly("resolved");
  }

  @Test
  void whoWasToldIsToldOfTheEndThoughRoutesChanged() {
    // given
    routes.put(Subject.Drift, List.of("shop/chat", "shop/pager"));
    take(drift(missing(WEB)));
    sendAll();

    // when
    routes.put(Subject.Drift, List.of("shop/newcomer"));
    take(drift(missing(WEB), missing(SETTINGS)));
    take(cleared(KEY, UID));

    // then
    assertThat(state.outbox())
        .extracting(Message::destination)
        .containsExactly("shop/chat", "shop/pager", "shop/chat", "shop/pager");
  }

  @Test
  void whoComesLaterIsNotToldOfWhatIsOld() {
    // given
    routes.put(Subject.Drift, List.of());
    take(drift(missing(WEB)));
    assertThat(state.incidents()).hasSize(1);

    // when
    routes.put(Subject.Drift, List.of("shop/chat"));
    take(drift(missing(WEB)));
    take(drift(missing(SETTINGS)));
    take(cleared(KEY, UID));

    // then
    assertThat(state.outbox()).isEmpty();
  }

  @Test
  void convergenceIsToldOnceForARevision() {
    take(reached("aaa"));
    assertThat(events()).containsExactly("info");
    assertThat(state.outbox().get(0).incidentId()).isNull();
    sendAll();
    take(reached("aaa"));
    assertThat(state.outbox()).isEmpty();
    take(reached("bbb"));
    assertThat(events()).containsExactly("info");
  }

  @Test
  void convergenceEndsItsIncidentForThoseWhoDidNotAskForConvergence() {
    // given
    routes.put(Subject.ConvergenceLost, List.of("shop/pager"));
    take(lost("no"));
    sendAll();

    // when
    take(reached("aaa"));

    // then
    assertThat(state.outbox())
        .extracting(m -> m.destination() + " " + m.event())
        .containsExactly("shop/pager resolved", "shop/chat info");
  }

  @Test
  void theEndFollowsABeginningThatWasTriedAndIsStillWaiting() {
    // given
    take(drift(missing(WEB)));
    state = Outbox.attempting(state, state.outbox().get(0).id());

    // when
    take(cleared(KEY, UID));

    // then
    assertThat(events()).containsExactly("opened", "resolved");
    assertThat(Outbox.heads(state).get("shop/chat").event()).isEqualTo("opened");
  }

  @Test
  void aBeginningThatWasNeverTriedIsDroppedWithItsEnd() {
    // given
    routes.put(Subject.Drift, List.of("shop/chat", "shop/pager"));
    take(drift(missing(WEB)));
    state = Outbox.attempting(state, state.outbox().get(0).id());

    // when
    take(drift(missing(WEB), missing(SETTINGS)));
    take(cleared(KEY, UID));

    // then
    assertThat(state.outbox())
        .extracting(m -> m.destination() + " " + m.event())
        .containsExactly("shop/chat opened", "shop/chat updated", "shop/chat resolved");
    assertThat(overtaken).isEqualTo(2);
  }

  @Test
  void aBeginningThatMayHaveBeenSentBeforeACrashIsFollowedByItsEnd() {
    take(drift(missing(WEB)));
    state = Outbox.afterRestart(state);
    take(cleared(KEY, UID));
    assertThat(events()).containsExactly("opened", "resolved");
  }

  @Test
  void flappingBeforeADestinationThatDoesNotAnswerFillsNoOutbox() {
    // given
    take(drift(missing(WEB)));
    state = Outbox.attempting(state, state.outbox().get(0).id());

    // when
    for (int i = 0; i < 100; i++) {
      take(drift(missing(WEB), missing(SETTINGS)));
      take(cleared(KEY, UID));
      take(drift(missing(WEB)));
      take(reached("commit" + i));
    }

    // then
    assertThat(state.outbox()).hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void anApplicationThatIsGoneEndsItsIncidents() {
    // given
    take(drift(missing(WEB)));
    take(renderFailed("no"));
    sendAll();

    // when
    state = Incidents.applicationGone(state, TIME).state();

    // then
    assertThat(events()).containsExactly("resolved", "resolved");
    assertThat(state.outbox().get(0).type()).isEqualTo("dev.plumbline.application.deleted");
    assertThat(Incidents.isIdle(state)).isFalse();
    sendAll();
    assertThat(Incidents.isIdle(state)).isTrue();
  }

  @Test
  void anApplicationThatIsMadeAgainStartsWithoutIncidents() {
    // given
    take(drift(missing(WEB)));
    String first = state.incidents().get(0).id();
    sendAll();

    // when
    state = Incidents.madeAgain(state, "uid-2", TIME).state();
    take(drift(KEY, "uid-2", true, missing(WEB)));

    // then
    assertThat(events()).containsExactly("resolved", "opened");
    assertThat(state.applicationUid()).isEqualTo("uid-2");
    assertThat(state.incidents().get(0).id()).isNotEqualTo(first);
  }

  private List<String> events() {
    return state.outbox().stream().map(Message::event).toList();
  }

  private void take(ApplicationEvent event) {
    Step step = take(state, occurrence(event), event);
    state = step.state();
    overtaken += step.overtaken();
  }

  private Step take(NotificationState from, Occurrence occurrence, ApplicationEvent event) {
    ApplicationFacts facts = ApplicationFacts.of(Samples.application(KEY, event.applicationUid()));
    return Incidents.take(from, occurrence, Signals.of(event, facts), routes::get);
  }

  private Occurrence occurrence(ApplicationEvent event) {
    offset++;
    return new Occurrence(EventType.of(event).topic().baseName(), offset, "event-" + offset, TIME);
  }

  private void sendAll() {
    state = sent(state);
  }

  private static NotificationState sent(NotificationState from) {
    NotificationState now = from;
    for (Message message : from.outbox()) {
      now =
          Outbox.settle(now, message.id(), new Outcome.Delivered(null), RETRIES, TIME, 0.5)
              .orElseThrow()
              .state();
    }
    return now;
  }
}
