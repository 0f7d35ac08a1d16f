package dev.plumbline.notifier.model;

import static dev.plumbline.notifier.Samples.KEY;
import static dev.plumbline.notifier.Samples.SETTINGS;
import static dev.plumbline.notifier.Samples.UID;
import static dev.plumbline.notifier.Samples.WEB;
import static dev.plumbline.notifier.Samples.changed;
import static dev.plumbline.notifier.Samples.confirmationRequired;
import static dev.plumbline.notifier.Samples.drift;
import static dev.plumbline.notifier.Samples.failure;
import static dev.plumbline.notifier.Samples.lost;
import static dev.plumbline.notifier.Samples.missing;
import static dev.plumbline.notifier.Samples.reached;
import static dev.plumbline.notifier.Samples.renderFailed;
import static dev.plumbline.notifier.Samples.syncFailed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.ApplicationEvent;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.notifier.Samples;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordingTest {

  @Test
  void driftNamesObjectFieldValuesAndCulprit() {
    Notice notice = notice(drift(changed(WEB, "spec.replicas", "3", "5"), missing(SETTINGS)));
    assertThat(notice.title()).isEqualTo("shop/web drift in 2 objects");
    assertThat(notice.severity()).isEqualTo("warning");
    assertThat(notice.text())
        .isEqualTo(
            """
            - Deployment shop/web: spec.replicas is 5, wanted 3 (by kubectl-edit, Update, \
            2026-03-01T10:00:00Z)
            - ConfigMap shop/settings is missing
            Plumbline puts it right by itself.\
            """);
    assertThat(notice.facts())
        .containsEntry("cluster", "in-cluster")
        .containsEntry("revision", "main@abcdef0123");
  }

  @Test
  void driftThatIsLeftAloneSaysWhyAndWhatToDo() {
    Notice notice = notice(drift(KEY, UID, false, missing(WEB)));
    assertThat(notice.severity()).isEqualTo("error");
    assertThat(notice.text())
        .contains("not put right by itself: selfHeal is off.")
        .contains("sync the application")
        .contains("commit it to Git");
  }

  @Test
  void aRenderFailureSaysWhere() {
    Notice notice = notice(renderFailed("a manifest is not valid"));
    assertThat(notice.title()).isEqualTo("shop/web render failed (InvalidManifest)");
    assertThat(notice.text()).contains("web/deploy.yaml:12 spec.replicas: a number");
  }

  @Test
  void aQuestionSaysWhatWhyAndHowToAnswer() {
    // when
    Notice notice = notice(confirmationRequired("abc123", 7));

    // then
    assertThat(notice.type()).isEqualTo("dev.plumbline.confirmation.required");
    assertThat(notice.severity()).isEqualTo("warning");
    assertThat(notice.title()).isEqualTo("shop/web waits for confirmation to delete 7 objects");
    assertThat(notice.text())
        .isEqualTo(
            """
            more than 50 % of the application's objects would be deleted:
            - Deployment shop/web
            - ConfigMap shop/settings
            - and 5 more
            They stay until a person confirms: run ./plumbline confirm shop/web, or annotate the \
            Application with plumbline.dev/confirm: abc123. To keep them, put them back into Git; \
            where the application is to go, have them say Delete=false.\
            """);
    assertThat(notice(confirmationRequired("abc123", 1)).text()).doesNotContain("more\n");
  }

  @Test
  void aSyncThatAHookFailedSaysWhichAndWhatToDo() {
    // given
    ObjectRef hook = ObjectRef.of("batch/v1", "Job", "shop", "migrate");

    String message = "Job shop/migrate: the hook of PreSync wave 0 failed: BackoffLimitExceeded";

    // when
    Notice notice = notice(syncFailed(1, failure(hook, "HookFailed", message)));

    // then
    assertThat(notice.title()).isEqualTo("shop/web sync failed in 1 hook");
    assertThat(notice.text())
        .isEqualTo(
            """
            - Job shop/migrate: the hook of PreSync wave 0 failed: BackoffLimitExceeded
            What comes after the hook was not done. It runs again with the next try: by the retry \
            policy, the next commit or sync.\
            """);
    assertThat(notice(syncFailed(1, failure(hook, "HookFailed", "exit 1"))).text())
        .startsWith("- Job shop/migrate: exit 1");
  }

  @Test
  void aSyncThatRanOutOfTimeSaysWhatItWaitedFor() {
    // given
    String message =
        "the sync took longer than the 60 s it may take (spec.timeout): Sync wave 1 waited for"
            + " Deployment shop/web: Progressing (1 of 3 updated), and 2 more";

    // when
    Notice notice = notice(syncFailed(1, failure(WEB, "DeadlineExceeded", message)));

    // then
    assertThat(notice.title()).isEqualTo("shop/web sync ran out of time");
    assertThat(notice.text())
        .startsWith("- " + message + "\n")
        .contains("spec.timeout gives it longer");
  }

  @Test
  void aSyncThatFailsOtherwiseSaysWhetherItMayPass() {
    // given
    ObjectFailure passing = new ObjectFailure(WEB, "TooManyRequests", "later", true);

    // then
    assertThat(notice(syncFailed(1, passing)).text())
        .isEqualTo(
            """
            - Deployment shop/web: TooManyRequests: later
            It may pass: the sync is tried again as the retry policy says.\
            """);
    assertThat(notice(syncFailed(1, failure(WEB, "ProjectDenied", "no"))).text())
        .contains("Permit it in the Project");
    assertThat(notice(syncFailed(1, failure(WEB, "Invalid", "no"))).text())
        .contains("Trying again unchanged does not help");
  }

  @Test
  void lostConvergenceSaysWhy() {
    assertThat(notice(lost("1 object is Degraded")).text())
        .contains("Deployment shop/web is Degraded: ImagePullBackOff: no such image");
  }

  @Test
  void convergenceSaysHowLongItTookAndAfterWhat() {
    Notice told = Signals.of(reached("abcdef0123456789"), facts()).get(1).notice();
    assertThat(told.title()).isEqualTo("shop/web converged on main@abcdef0123");
    assertThat(told.text()).contains("1.5 s after trigger webhook by alice");
  }

  @Test
  void longListsAndValuesAreCutWithAMarker() {
    // given
    ObjectDrift[] objects =
        IntStream.range(0, 40)
            .mapToObj(i -> ObjectRef.of("v1", "ConfigMap", "shop", "c" + i))
            .map(ref -> changed(ref, "data.text", "\"" + "x".repeat(500) + "\"", null))
            .toArray(ObjectDrift[]::new);

    // when
    Notice notice = notice(drift(objects));

    // then
    assertThat(notice.text()).contains("- and 30 more").contains("xxx…").contains("is absent");
    assertThat(notice.text().length()).isLessThanOrEqualTo(4_000);
  }

  @Test
  void noCodePointIsCutInTwo() {
    assertThat(Text.truncate("😀😀😀", 3)).isEqualTo("😀😀😀");
    assertThat(Text.truncate("😀😀😀😀", 3)).isEqualTo("😀😀…");
  }

  @Test
  void aLineHoldsNoControlCharacters() {
    assertThat(Text.line("a\n\u0007b\tc ", 10)).isEqualTo("a b c");
  }

  @Test
  void durationsReadWell() {
    assertThat(List.of(350L, 4_200L, 720_000L, 12_600_000L).stream().map(Text::duration))
        .containsExactly("350 ms", "4.2 s", "12 min", "3.5 h");
  }

  private static Notice notice(ApplicationEvent event) {
    return Signals.of(event, facts()).get(0).notice();
  }

  private static ApplicationFacts facts() {
    return ApplicationFacts.of(Samples.application(KEY, UID));
  }
}
