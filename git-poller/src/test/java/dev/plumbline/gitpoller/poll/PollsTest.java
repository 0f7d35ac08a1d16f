package dev.plumbline.gitpoller.poll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.gitpoller.Applications;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PollsTest {

  private static final String URL = "https://git.example.com/org/repo.git";

  @Test
  void applicationsOnOneRepositoryAreOneTargetHoweverTheyWriteIt() {
    // when
    Map<Target, Poll> polls =
        gather(
            Applications.of("a", URL),
            Applications.of("b", "https://GIT.example.com/org/repo"),
            Applications.of("c", URL + "/"));

    // then
    assertThat(polls.keySet())
        .containsExactly(new Target("git.example.com/org/repo", true, null, null));
  }

  @Test
  void otherCredentialsAndAnotherTransportAreOtherTargets() {
    assertThat(
            gather(
                Applications.of("a", URL),
                Applications.of("ns", "b", URL, "creds", null),
                Applications.of("ns2", "c", URL, "creds", null),
                Applications.of("ns", "d", "git@git.example.com:org/repo.git", "creds", null)))
        .hasSize(4);
  }

  @Test
  void theShortestIntervalThatAnApplicationAsksForCounts() {
    // when
    Map<Target, Poll> polls =
        gather(
            Applications.of("ns", "a", URL, null, "30s"),
            Applications.of("ns", "b", URL, null, "10m"),
            Applications.of("ns", "c", "https://git.example.com/org/slow", null, "10m"),
            Applications.of("ns", "d", "https://git.example.com/org/odd", null, "soon"),
            Applications.of("ns", "e", "https://git.example.com/org/mad", null, "1ms"));

    // then
    assertThat(polls.values())
        .extracting(Poll::interval)
        .containsExactly(
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5));
  }

  @Test
  void anApplicationWhoseUrlIsNotOneIsLeftOut() {
    assertThat(gather(Applications.of("a", "%%"), Applications.of("b", ""))).isEmpty();
  }

  @Test
  void allChartsOfARepositoryAreOneTargetAndThoseOfARegistryOneEach() {
    // when
    Map<Target, Poll> polls =
        gather(
            Applications.ofChart("a", "https://charts.example.com/", "web", "^1", null),
            Applications.ofChart("b", "https://charts.example.com", "web", "^2", null),
            Applications.ofChart("c", "https://charts.example.com", "db", null, null),
            Applications.ofChart("c2", "https://charts.example.com", "db", "HEAD", null),
            Applications.ofChart("d", "oci://ghcr.io/org", "web", "^1", "creds"),
            Applications.ofChart("e", "oci://ghcr.io/org", "db", "^1", "creds"));

    // then
    assertThat(polls.keySet())
        .containsExactly(
            new Target("charts.example.com", Target.Way.CHART_INDEX, "", null, null),
            new Target("oci://ghcr.io/org", Target.Way.CHART_TAGS, "web", "ns", "creds"),
            new Target("oci://ghcr.io/org", Target.Way.CHART_TAGS, "db", "ns", "creds"));
    Poll.Charts first = (Poll.Charts) polls.values().iterator().next();
    assertThat(first.ranges()).hasToString("{db=[*], web=[^1, ^2]}");
    assertThat(first.interval()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void aChartThatCannotMoveIsNotPolled() {
    assertThat(
            gather(
                Applications.ofChart("a", "https://charts.example.com", "web", "1.2.3", null),
                Applications.ofChart("b", "oci://ghcr.io/org", "web", "v1.2.3+4", null),
                Applications.ofChart("c", "oci://ghcr.io/org", "web", "not a range", null),
                Applications.ofChart("d", "file:///charts", "web", "^1", null),
                Applications.ofChart("e", "https://charts.example.com", "a b", "^1", null)))
        .isEmpty();
  }

  private static Map<Target, Poll> gather(Application... applications) {
    return Polls.of(
        List.of(applications),
        new Intervals(Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofSeconds(5)));
  }
}
