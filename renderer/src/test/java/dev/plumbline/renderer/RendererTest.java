package dev.plumbline.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.RenderRequested;
import dev.plumbline.contracts.events.RenderResult.Failed;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.Succeeded;
import dev.plumbline.contracts.events.RenderResult.Unchanged;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.testkit.Fixtures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of hints, restarts and changed Applications. */
class RendererTest extends RendererOnGit {

  @Test
  void aHintBecomesDesiredStateAndItsAccount() {
    // given
    repository.write("web/cm.yaml", configMap("web", "one"));
    repository.write("web/secret.yaml", secret("web"));
    repository.commit();
    plumbline.applications.put(application("web", "web", 1));
    plumbline.awaitResult(Succeeded.class, s -> true);

    // when
    String commit = repository.write("web/cm.yaml", configMap("web", "two")).commit();
    plumbline.hint(id, commit);

    // then
    Succeeded succeeded = plumbline.awaitResult(Succeeded.class, s -> s.sequence() == 2);
    assertThat(succeeded.revisions())
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.commit()).isEqualTo(commit);
              assertThat(r.repository()).isEqualTo(id);
              assertThat(r.targetRevision()).isEqualTo("HEAD");
              assertThat(r.author()).isEqualTo("Ada <ada@example.com>");
            });
    assertThat(succeeded.trigger().cause()).isEqualTo(Trigger.Cause.WEBHOOK);
    assertThat(succeeded.trigger().eventId()).isEqualTo("event-1");
    Desired desired = desired("web", 2);
    assertThat(desired.renderKey()).isEqualTo(succeeded.renderKey());
    assertThat(desired.manifests())
        .extracting(m -> m.ref().toString())
        .containsExactly("ConfigMap team/web", "Secret team/web");
    assertThat(desired.manifests().get(0).object().at("/data/v").asText()).isEqualTo("two");
    assertThat(desired.readSets().get(0).entries()).containsKeys("web", "web/cm.yaml");
    assertThat(traceOf(succeeded))
        .isEqualTo(traceOf(desired))
        .isEqualTo(traceOf(plumbline.results(RenderRequested.class).get(0)));
    assertThat(plumbline.raw)
        .noneMatch(
            r ->
                r.value() != null
                    && new String(r.value(), StandardCharsets.UTF_8).contains(CANARY));
  }

  @Test
  void inAMonorepoACommitRendersOnlyWhoReadsIt() {
    // given 200 applications; three of them link one shared file
    for (int i = 0; i < 200; i++) {
      repository.write("apps/a" + i + "/cm.yaml", configMap("a" + i, "one"));
    }
    repository.write("shared/cm.yaml", configMap("shared", "one"));
    for (int i = 0; i < 3; i++) {
      repository.link("apps/a" + i + "/shared.yaml", "../../shared/cm.yaml");
    }
    repository.commit();
    for (int i = 0; i < 200; i++) {
      plumbline.applications.put(application("a" + i, "apps/a" + i, 1));
    }
    plumbline.applications.put(application("late", "apps/late", 1));
    awaitCounts(200, 0);
    plumbline.awaitResult(Failed.class, f -> f.reason() == FailureReason.PathNotFound);
    double objectsBefore = plumbline.metric("plumbline.git.objects.read");
    double fetchesBefore = plumbline.metric("plumbline.git.requests");

    // when one path changes
    plumbline.hint(id, repository.write("apps/a7/cm.yaml", configMap("a7", "two")).commit());

    // then one application renders, and looking cost a few trees each
    awaitCounts(201, 199);
    assertThat(plumbline.results(Succeeded.class).get(200).application().name()).isEqualTo("a7");
    assertThat(plumbline.metric("plumbline.git.objects.read") - objectsBefore).isLessThan(1_000);
    assertThat(plumbline.metric("plumbline.git.requests") - fetchesBefore).isEqualTo(1);

    // when the shared file changes, those that read it render
    plumbline.hint(id, repository.write("shared/cm.yaml", configMap("shared", "two")).commit());
    awaitCounts(204, 199 + 197);
    assertThat(plumbline.results(Succeeded.class).subList(201, 204))
        .extracting(s -> s.application().name())
        .containsExactlyInAnyOrder("a0", "a1", "a2");

    // when a path appears that one looked for, that one renders
    plumbline.hint(id, repository.write("apps/late/cm.yaml", configMap("late", "one")).commit());
    awaitCounts(205, 199 + 197 + 200);
    assertThat(plumbline.results(Succeeded.class).get(204).application().name()).isEqualTo("late");
    assertThat(plumbline.metric("plumbline.renders", "outcome", "succeeded")).isEqualTo(205);
    assertThat(plumbline.results(Failed.class)).hasSize(1);
  }

  @Test
  void aHintThatIsAheadOfTheGitHostIsFollowedUntilItIsServed() {
    // given
    repository.write("web/cm.yaml", configMap("web", "one")).commit();
    plumbline.applications.put(application("web", "web", 1));
    plumbline.awaitResult(Succeeded.class, s -> true);
    server.fault().freezeRefs();
    String commit = repository.write("web/cm.yaml", configMap("web", "two")).commit();
    long before = server.requests();

    // when
    plumbline.hint(id, commit);
    await().atMost(Duration.ofSeconds(30)).until(() -> server.requests() >= before + 3);
    assertThat(plumbline.poll().results(RenderRequested.class)).isEmpty();
    server.fault().thaw();

    // then
    plumbline.awaitResult(Succeeded.class, s -> s.revisions().get(0).commit().equals(commit));
  }

  @Test
  void aRestartRendersNothingAnew() {
    // given
    for (String name : new String[] {"web", "api", "db"}) {
      repository.write(name + "/cm.yaml", configMap(name, "one"));
    }
    repository.commit();
    for (String name : new String[] {"web", "api", "db"}) {
      plumbline.applications.put(application(name, name, 1));
    }
    awaitCounts(3, 0);

    // when it is away while something is pushed, and nobody tells of it
    plumbline.stop();
    String commit = repository.write("web/cm.yaml", configMap("web", "two")).commit();
    plumbline.start();

    // then what changed is found and rendered, and nothing else
    awaitCounts(4, 2);
    assertThat(desired("web", 2).revisions().get(0).commit()).isEqualTo(commit);
    assertThat(plumbline.metric("plumbline.renders", "outcome", "succeeded")).isEqualTo(1);
  }

  @Test
  void aChangedApplicationIsRenderedAndOneThatIsGoneLosesItsDesiredState() {
    // given
    repository.write("web/cm.yaml", configMap("web", "one")).commit();
    plumbline.applications.put(application("web", "web", 1));
    plumbline.awaitResult(Succeeded.class, s -> s.sequence() == 1);

    // when
    ObjectNode spec = Fixtures.spec(server.url("shop").toString(), "web");
    spec.withObject("/destination").put("namespace", "elsewhere");
    plumbline.applications.put(Fixtures.application("ns", "web", "uid-web", 2, spec));

    // then
    plumbline.awaitResult(Succeeded.class, s -> s.sequence() == 2 && s.generation() == 2);
    assertThat(desired("web", 2).manifests().get(0).ref().namespace()).isEqualTo("elsewhere");

    // when
    plumbline.applications.remove("ns", "web");

    // then
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> plumbline.poll().rawOf(Topic.DESIRED).stream().anyMatch(r -> r.value() == null));

    // when it comes back under its name
    plumbline.applications.put(Fixtures.application("ns", "web", "uid-new", 1, spec));

    // then its sequence goes on
    plumbline.awaitResult(
        Succeeded.class, s -> s.applicationUid().equals("uid-new") && s.sequence() == 3);
  }

  private void awaitCounts(int succeeded, int unchanged) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              plumbline.poll();
              assertThat(plumbline.results(Succeeded.class)).hasSize(succeeded);
              assertThat(plumbline.results(Unchanged.class)).hasSize(unchanged);
            });
  }

  private Desired desired(String application, long sequence) {
    return plumbline.awaitDesired(
        d -> d.application().name().equals(application) && d.sequence() == sequence);
  }

  private String traceOf(Object event) {
    return plumbline.events.stream()
        .filter(e -> e.event().equals(event))
        .findFirst()
        .orElseThrow()
        .trace()
        .traceId();
  }

  private static String secret(String name) {
    return "apiVersion: v1\nkind: Secret\nmetadata:\n  name: "
        + name
        + "\nstringData: {v: "
        + CANARY
        + "}\n";
  }
}
